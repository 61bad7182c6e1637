// @ts-check
/** One large figure with its name, and below it what it means. */

import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** @param {{name: string, value: any, hint?: string}} props */
export function Figure({ name, value, hint }) {
  return html`<div><div class="figure-value">${value}</div><div class="figure-label">${t(name)}</div>${hint && html`<div class="figure-label">${hint}</div>`}</div>`;
}
