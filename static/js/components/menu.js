// @ts-check
/** A button that opens a short list below it; arrows move, Escape closes. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { Icon } from "./icon.js";

/**
 * @param {{label: string, face: any, class?: string, align?: "start" | "end", title?: string, children: (close: () => void) => any}} props
 */
export function Menu({ label, face, class: extra = "button", align = "start", title, children }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const close = () => setOpen(false);
  useEffect(() => {
    if (!open) return undefined;
    const away = (event) => !box.current?.contains(event.target) && close();
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const onKeyDown = (event) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      box.current?.querySelector("button")?.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveFocus(box.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };
  return html`<div class="anchor" ref=${box} onKeyDown=${onKeyDown}>
    <button type="button" class=${extra} aria-haspopup="true" aria-expanded=${open ? "true" : "false"} aria-label=${label} title=${title || label}
      onClick=${() => setOpen(!open)}>${face}</button>
    ${open && html`<${Floating} align=${align}>${children(close)}<//>`}
  </div>`;
}

/** The list itself, kept inside the window. @param {{align: string, children: any}} props */
function Floating({ align, children }) {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    const node = ref.current;
    if (!node) return;
    const rect = node.getBoundingClientRect();
    const overflow = rect.right - (innerWidth - 8);
    if (overflow > 0) node.style.translate = `${-overflow}px 0`;
    if (rect.left < 8) node.style.translate = `${8 - rect.left}px 0`;
    if (rect.bottom > innerHeight - 8 && rect.top > innerHeight / 2) {
      node.style.top = "auto";
      node.style.bottom = "calc(100% + 4px)";
    }
  }, []);
  const side = align === "end" ? { right: "0" } : { left: "0" };
  return html`<div class="menu" ref=${ref} style=${{ top: "calc(100% + 4px)", ...side }}>${children}</div>`;
}

/** @param {HTMLElement | null} box @param {number} step */
function moveFocus(box, step) {
  const items = [...(box?.querySelectorAll(".menu-item, .menu input") || [])];
  if (!items.length) return;
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {HTMLElement} */ (items[(at + step + items.length) % items.length]).focus();
}

/** One line of a menu: a link or an action. @param {any} props */
export function MenuItem({ icon, href, trail, children, ...rest }) {
  const inside = html`${icon && html`<${Icon} name=${icon} />`}<span class="clip">${children}</span>${trail && html`<span class="trail">${trail}</span>`}`;
  if (href) return html`<a class="menu-item" href=${href} ...${rest}>${inside}</a>`;
  return html`<button type="button" class="menu-item" ...${rest}>${inside}</button>`;
}
