// @ts-check
/** Confidence as a ring; an open one where nobody said how sure they are. */

import { percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

const RADIUS = 15;
const ROUND = 2 * Math.PI * RADIUS;

/** @param {{share: number | null}} props */
export function ConfidenceRing({ share }) {
  const said = share === null ? t("Confidence not stated") : t`Confidence ${percent(share, 0)}`;
  return html`<span class="ring" role="img" aria-label=${said} title=${said}>
    <svg viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r=${RADIUS} class=${share === null ? "ring-track open" : "ring-track"} />
      ${share !== null && html`<circle cx="20" cy="20" r=${RADIUS} class="ring-value" stroke-dasharray=${`${(share * ROUND).toFixed(2)} ${ROUND.toFixed(2)}`} transform="rotate(-90 20 20)" />`}
    </svg>
    <span class="ring-number" aria-hidden="true">${share === null ? "–" : Math.round(share * 100)}</span>
  </span>`;
}
