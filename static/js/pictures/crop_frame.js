// @ts-check
/** The frame of a crop over a picture: dragged by its edges and its middle, moved by arrow keys. */

import { html, useEffect, useRef } from "../lib/html.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box fractions of the picture */

const LEAST = 0.05;
const STEP = 0.01;
const HANDLES = ["nw", "ne", "sw", "se"];

/** @param {number} value @param {number} low @param {number} high */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Box} box @param {string} handle @param {number} dx @param {number} dy @returns {Box} */
export function dragged(box, handle, dx, dy) {
  if (handle === "all") return { ...box, x: within(box.x + dx, 0, 1 - box.width), y: within(box.y + dy, 0, 1 - box.height) };
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const left = handle.includes("w") ? within(box.x + dx, 0, right - LEAST) : box.x;
  const top = handle.includes("n") ? within(box.y + dy, 0, bottom - LEAST) : box.y;
  const newRight = handle.includes("e") ? within(right + dx, left + LEAST, 1) : right;
  const newBottom = handle.includes("s") ? within(bottom + dy, top + LEAST, 1) : bottom;
  return { x: left, y: top, width: newRight - left, height: newBottom - top };
}

const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** @param {{box: Box, onBox: (box: Box) => void}} props */
export function CropFrame({ box, onBox }) {
  const plane = useRef(/** @type {HTMLElement | null} */ (null));
  const held = useRef(/** @type {{handle: string, x: number, y: number, box: Box} | null} */ (null));
  useEffect(() => /** @type {HTMLElement | null} */ (plane.current?.querySelector(".crop-box"))?.focus(), []);
  const take = (event) => {
    held.current = { handle: event.target.dataset.handle || "all", x: event.clientX, y: event.clientY, box };
    plane.current?.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event) => {
    const rect = plane.current?.getBoundingClientRect();
    if (!held.current || !rect) return;
    const { handle, x, y, box: before } = held.current;
    onBox(dragged(before, handle, (event.clientX - x) / rect.width, (event.clientY - y) / rect.height));
  };
  const onKeyDown = (event) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    onBox(dragged(box, event.shiftKey ? "se" : "all", by[0], by[1]));
  };
  const share = (/** @type {number} */ value) => `${(value * 100).toFixed(3)}%`;
  return html`<div class="crop-plane" ref=${plane} onPointerMove=${move} onPointerUp=${() => { held.current = null; }} onPointerCancel=${() => { held.current = null; }}>
    <div class="crop-box" role="group" tabindex="0" aria-label="Part to keep; arrow keys move it, with shift they size it" onPointerDown=${take} onKeyDown=${onKeyDown}
      style=${{ left: share(box.x), top: share(box.y), width: share(box.width), height: share(box.height) }}>
      ${HANDLES.map((name) => html`<span key=${name} class=${`crop-handle ${name}`} data-handle=${name}></span>`)}
    </div>
  </div>`;
}
