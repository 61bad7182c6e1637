// @ts-check
/** Drawn answers to "how good is it": confusion between classes, reliability, learning curve. */

import { count, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Rows are what a call is, columns what it was called. @param {{labels: string[], matrix: number[][]}} props */
export function ConfusionMatrix({ labels, matrix }) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="matrix">
    <caption class="sr-only">Rows: the true type. Columns: what the model said.</caption>
    <thead><tr><th scope="col" class="faint">true ╲ said</th>${labels.map((label) => html`<th scope="col" key=${label} title=${label}>${label}</th>`)}</tr></thead>
    <tbody>${matrix.map((row, i) => {
      const total = row.reduce((a, b) => a + b, 0);
      return html`<tr key=${labels[i]}><th scope="row" title=${labels[i]}>${labels[i]}</th>${row.map((n, j) => html`<${MatrixCell} key=${j} ...${{ n, total, hit: i === j, row: labels[i], column: labels[j] }} />`)}</tr>`;
    })}</tbody>
  </table></div>`;
}

/** @param {any} props */
function MatrixCell({ n, total, hit, row, column }) {
  const share = total ? n / total : 0;
  const ink = hit ? "var(--moss)" : "var(--brick)";
  const style = { background: `color-mix(in srgb, ${ink} ${Math.round(share * 42)}%, transparent)` };
  return html`<td class=${hit ? "hit" : ""} style=${style} title=${t`${count(n)} of ${count(total)} ${row} were called ${column} (${percent(share)})`}>${n ? count(n) : html`<span class="faint">·</span>`}</td>`;
}

/** A narrow window gets a narrow drawing, as text shrinks with it. */
const SIZE = { width: matchMedia("(max-width: 640px)").matches ? 320 : 500, height: 230, left: 52, bottom: 34, top: 10, right: 12 };

/** Place of a share of the width. @param {number} share */
export const across = (share) => SIZE.left + share * (SIZE.width - SIZE.left - SIZE.right);
/** Place of a share of the height. @param {number} share */
export const up = (share) => SIZE.height - SIZE.bottom - share * (SIZE.height - SIZE.bottom - SIZE.top);

/** Axes of a chart whose height is 0 to 100 %. @param {{label: string, x: string, y: string, ticks: [number, string][], children: any}} props */
export function Frame({ label, x, y, ticks, children }) {
  return html`<svg class="svg-chart" viewBox=${`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label=${label} style=${{ maxWidth: "520px", width: "100%" }}>
    ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<g key=${share}><path class="axis" d=${`M${across(0)} ${up(share)}H${across(1)}`} /><text x=${SIZE.left - 6} y=${up(share) + 4} text-anchor="end">${share * 100}${share === 1 ? " %" : ""}</text></g>`)}
    ${ticks.map(([share, text]) => html`<text key=${text} x=${across(share)} y=${SIZE.height - SIZE.bottom + 15} text-anchor="middle">${text}</text>`)}
    <text x=${across(0.5)} y=${SIZE.height - 3} text-anchor="middle">${x}</text>
    <text x=${-up(0.5)} y="11" transform="rotate(-90)" text-anchor="middle">${y}</text>
    ${children}
  </svg>`;
}

/** Whether "80 % sure" is right in 80 of 100. @param {{bins: {confidence: number, accuracy: number, n: number}[]}} props */
export function ReliabilityDiagram({ bins }) {
  const known = bins.filter(({ n }) => n > 0);
  const most = Math.max(1, ...known.map(({ n }) => n));
  const line = known.map(({ confidence, accuracy }, i) => `${i ? "L" : "M"}${across(confidence)} ${up(accuracy)}`).join("");
  const label = t`Reliability: ${known.map(({ confidence, accuracy }) => t`${percent(confidence, 0)} sure, ${percent(accuracy, 0)} right`).join("; ")}`;
  return html`<${Frame} label=${label} x="confidence, %" y="calls that were right, %" ticks=${[0, 0.25, 0.5, 0.75, 1].map((s) => [s, String(s * 100)])}>
    ${known.map(({ confidence, n }) => html`<rect key=${confidence} class="support" x=${across(confidence) - 8} width="16" y=${up((n / most) * 0.35)} height=${up(0) - up((n / most) * 0.35)}><title>${count(n)} calls</title></rect>`)}
    <path class="ideal" d=${`M${across(0)} ${up(0)}L${across(1)} ${up(1)}`} />
    <path class="curve" d=${line} />
    ${known.map(({ confidence, accuracy, n }) => html`<circle key=${confidence} class="point" cx=${across(confidence)} cy=${up(accuracy)} r="4"><title>${percent(confidence, 0)} sure: ${percent(accuracy)} right of ${count(n)}</title></circle>`)}
  <//>`;
}

/** The score as the training set grows. @param {{points: {n: number, score: number}[]}} props */
export function LearningCurve({ points }) {
  const most = Math.max(...points.map(({ n }) => n));
  const line = points.map(({ n, score }, i) => `${i ? "L" : "M"}${across(n / most)} ${up(score)}`).join("");
  const label = t`Learning curve: ${points.map(({ n, score }) => `${count(n)} calls, ${percent(score, 0)}`).join("; ")}`;
  return html`<${Frame} label=${label} x="calls learned from" y="macro F1, %" ticks=${[0, 0.5, 1].map((share) => [share, count(Math.round(most * share))])}>
    <path class="curve" d=${line} />
    ${points.map(({ n, score }) => html`<circle key=${n} class="point" cx=${across(n / most)} cy=${up(score)} r="4"><title>${count(n)} calls: ${percent(score)}</title></circle>`)}
  <//>`;
}
