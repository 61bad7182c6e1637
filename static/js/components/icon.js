// @ts-check
/** One Lucide icon from the sprite. Decoration beside a text, or with a label of its own. */

import { html } from "../lib/html.js";

/** @param {{name: string, large?: boolean, label?: string, class?: string}} props */
export function Icon({ name, large, label, class: extra = "" }) {
  const classes = ["icon", large && "large", extra].filter(Boolean).join(" ");
  return html`<svg class=${classes} role=${label ? "img" : undefined} aria-label=${label} aria-hidden=${label ? undefined : "true"}>
    <use href=${`#icon-${name}`} />
  </svg>`;
}
