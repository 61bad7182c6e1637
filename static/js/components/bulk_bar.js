// @ts-check
/** What can be done with the selected rows; rises from below. */

import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { IconButton } from "./button.js";

/** @param {{n: number, onClear: () => void, children: any}} props */
export function BulkBar({ n, onClear, children }) {
  useKeys("Selection", /** @type {any} */ (n ? { Escape: ["Clear the selection", onClear] } : {}), [n]);
  if (!n) return null;
  return html`<div class="bulk-bar" role="toolbar" aria-label="Actions on the selection">
    <span class="count" role="status">${count(n)} selected</span>${children}
    <${IconButton} icon="x" label="Clear the selection" keys="Esc" onClick=${onClear} />
  </div>`;
}
