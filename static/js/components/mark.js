// @ts-check
/** The mark: a call sweeping down through a horizon, as a sonogram shows it. */

import { html } from "../lib/html.js";

export function Mark() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="#0f1412" />
    <path d="M5 23.5h22" stroke="#4b6b43" stroke-width="1.2" stroke-dasharray="1.5 2.5" />
    <path d="M8 6.5c.8 8.2 2.6 13 7 15.2" fill="none" stroke="#93c47d" stroke-width="2.6" stroke-linecap="round" />
    <path d="M17 6.5c.8 8.2 2.6 13 7 15.2" fill="none" stroke="#e3b65f" stroke-width="2.6" stroke-linecap="round" />
  </svg>`;
}
