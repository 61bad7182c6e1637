// @ts-check
/** A text as a QR code, dark on light in both themes, because readers expect it so. */

import { html } from "../lib/html.js";
import { qrCode } from "../lib/qr.js";

/** @param {{text: string, label: string}} props */
export function QrPicture({ text, label }) {
  const cells = qrCode(text);
  const path = cells.flatMap((row, y) => row.map((on, x) => (on ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  const size = cells.length + 8;
  return html`<svg class="qr" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${label} shape-rendering="crispEdges"><rect width=${size} height=${size} fill="#fff" /><path d=${path} fill="#000" /></svg>`;
}
