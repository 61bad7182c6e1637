// @ts-check
/** Buttons: with a text, or an icon whose label is its tooltip. */

import { html } from "../lib/html.js";
import { Icon } from "./icon.js";

/** @param {any} props */
export function Button({ icon, tone = "", small, href, busy, children, class: extra = "", ...rest }) {
  const classes = ["button", tone, small && "small", extra].filter(Boolean).join(" ");
  const inside = html`${icon && html`<${Icon} name=${icon} />`}${children && html`<span>${children}</span>`}`;
  if (href) return html`<a class=${classes} href=${href} ...${rest}>${inside}</a>`;
  return html`<button type="button" class=${classes} aria-busy=${busy ? "true" : undefined} disabled=${busy || rest.disabled} ...${rest}>
    ${inside}
  </button>`;
}

/** An icon alone: the label is read out and shown on hover. @param {any} props */
export function IconButton({ icon, label, tone = "quiet", small, class: extra = "", href, keys, ...rest }) {
  const classes = ["button icon-only", tone, small && "small", extra].filter(Boolean).join(" ");
  const title = keys ? `${label} (${keys})` : label;
  if (href) return html`<a class=${classes} href=${href} aria-label=${label} title=${title} ...${rest}><${Icon} name=${icon} /></a>`;
  return html`<button type="button" class=${classes} aria-label=${label} title=${title} ...${rest}><${Icon} name=${icon} /></button>`;
}
