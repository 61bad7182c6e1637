// @ts-check
/** Points further from the curve than allowed, the farthest first. */

import { Empty } from "../components/states.js";
import { Panel } from "../components/page.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { momentIn, valueText, zoneOf } from "./facts.js";

/** @param {{data: any, desk: any, labels: {x: string, y: string}}} props */
export function OutsideList({ data, desk, labels }) {
  const { n, points } = data.outside;
  const zone = zoneOf(desk.y.dataset);
  if (!n) return html`<${Panel} title="Outside the tolerance"><${Empty} icon="check-check" title="Nothing lies outside">Every pair is within the tolerance.<//><//>`;
  return html`<${Panel} title=${t`Outside the tolerance: ${count(n)}`} flush>
    <div class="table-scroll sample-rows" tabindex="0" role="region" aria-label="Points outside"><table class="plain-table">
      <thead><tr><th>Time (${zone})</th><th class="number">${labels.x}</th><th class="number">${labels.y}</th><th class="number">Curve</th><th class="number">Distance</th></tr></thead>
      <tbody>${points.map((point, i) => html`<tr key=${i}><td class="mono nowrap"><a href=${`/datasets/${desk.y.dataset.id}?from=${Math.round(point.time - 43_200_000)}&to=${Math.round(point.time + 43_200_000)}`}>${momentIn(point.time, zone)}</a></td>
        <td class="number">${valueText(point.x)}</td><td class="number">${valueText(point.y)}</td><td class="number">${valueText(point.fitted)}</td><td class="number">${point.residual > 0 ? "+" : ""}${valueText(point.residual)}</td></tr>`)}</tbody>
    </table></div>
    ${n > points.length && html`<p class="faint small-text finding-more">The ${count(points.length)} farthest of ${count(n)}; the file of points has all of them.</p>`}
  <//>`;
}
