// @ts-check
/** A track by hour of the day, by night, by month: bars with their quartiles, and the figures. */

import { Segmented, SelectField } from "../components/form.js";
import { Failure, Skeleton } from "../components/states.js";
import { count } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { valueText } from "../series/facts.js";
import { ownWord } from "./own_words.js";
import { specText, stepName } from "./spec.js";
import { valueTicks } from "./ticks.js";
import { iso } from "./use_view.js";

const WAYS = [{ value: "hour", label: "Hour of the day" }, { value: "night", label: "Night" }, { value: "month", label: "Month" }];
const HEIGHT = 220;
/** Room for the values of the scale. */
const LEFT = 48;

/** @param {{place: any, specs: import("./types.js").Spec[], view: import("./types.js").View, span: import("./types.js").Span}} props */
export function GroupsPanel({ place, specs, view, span }) {
  const [index, setIndex] = useState(0);
  const [by, setBy] = useState("hour");
  const spec = specs[Math.min(index, specs.length - 1)];
  const found = useGet("/timeline/groups", { ...place, track: specText(spec), by, start: iso(span[0]), end: iso(span[1]), step_s: view.step_s });
  const { data } = found;
  return html`<div class="panel-body stack">
    <div class="tl-choose">
      <${SelectField} label="Track" value=${String(index)} options=${view.tracks.map((track, i) => ({ value: String(i), label: track.title + (track.detail ? `, ${track.detail}` : "") }))} onValue=${(value) => setIndex(Number(value))} />
      <${Segmented} label="Grouped by" options=${WAYS} value=${by} onValue=${setBy} />
    </div>
    ${found.error ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !data ? html`<${Skeleton} height="180px" />`
      : data.results.length === 0 ? html`<p class="soft">This track has no values in the span that is shown.</p>`
      : html`<${Bars} data=${data} colour=${`var(--series-${(index % 8) + 1})`} /><${Table} data=${data} />`}
  </div>`;
}

/** The hours from noon to noon, so that a night stands in one piece, with those that have no values. @param {any[]} rows @returns {{name: string, row: any}[]} */
function hours(rows) {
  return Array.from({ length: 24 }, (_, i) => String((i + 12) % 24).padStart(2, "0")).map((name) => ({ name, row: rows.find((one) => one.name === name) }));
}

/** @param {{data: any, colour: string}} props */
function Bars({ data, colour }) {
  const places = data.by === "hour" ? hours(data.results) : data.results.map((row) => ({ name: data.by === "night" ? row.name.slice(5) : row.name, row }));
  const most = Math.max(...data.results.map((row) => Math.max(row.mean, row.high)), 1e-12);
  const least = Math.min(0, ...data.results.map((row) => Math.min(row.mean, row.low)));
  const width = Math.max(760, LEFT + places.length * 26);
  const wide = Math.min(96, (width - LEFT) / places.length);
  const x = (/** @type {number} */ i) => LEFT + (i + 0.5) * wide;
  const y = (/** @type {number} */ value) => HEIGHT - 20 - ((value - least) / (most - least)) * (HEIGHT - 44);
  const every = Math.ceil(40 / wide);
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Chart of the groups"><svg class="tl-groups" viewBox=${`0 0 ${width} ${HEIGHT}`} width=${width} height=${HEIGHT} role="img"
    aria-label=${t`${data.title}, mean of ${stepName(data.step_s)} by ${data.by}; the table has the figures`}>
    ${valueTicks(least, most).map((value) => html`<g key=${`y${value}`}><line class="grid-line" x1=${LEFT} x2=${width} y1=${y(value)} y2=${y(value)} /><text class="tick" x=${LEFT - 6} y=${y(value) + 4} text-anchor="end">${valueText(value)}</text></g>`)}
    <text class="tick" x=${LEFT} y="12">${ownWord(data.unit)}</text>
    ${places.map(({ name, row }, i) => html`<g key=${name}>
      ${row ? html`<title>${t`${row.name}: mean ${valueText(row.mean)} ${data.unit}, half of the bins between ${valueText(row.low)} and ${valueText(row.high)}, ${count(row.n)} bins`}</title>
        <rect x=${x(i) - wide * 0.36} y=${Math.min(y(row.mean), y(0))} width=${wide * 0.72} height=${Math.max(1, Math.abs(y(0) - y(row.mean)))} fill=${colour} />
        ${row.n > 1 && html`<line class="tl-quartiles" x1=${x(i)} x2=${x(i)} y1=${y(row.low)} y2=${y(row.high)} />`}`
      : html`<line class="tl-zero" x1=${x(i) - wide * 0.36} x2=${x(i) + wide * 0.36} y1=${y(0)} y2=${y(0)} />`}
      ${i % every === 0 && html`<text class="tick" x=${x(i)} y=${HEIGHT - 5} text-anchor="middle">${name}</text>`}
    </g>`)}
  </svg></div>
  <p class="faint small-text">Bars: mean of ${stepName(data.step_s)}, on the clock of ${data.time_zone}. Lines: half of the bins lie between. ${data.by === "night" ? t("A night reaches from noon to noon and is named by its evening.") : ""}</p>`;
}

/** @param {{data: any}} props */
function Table({ data }) {
  return html`<details><summary class="soft small-text">As a table</summary><div class="table-scroll" tabindex="0" role="region" aria-label="The groups as a table"><table class="plain-table">
    <thead><tr><th>${{ hour: t("Hour"), night: t("Night"), month: t("Month") }[data.by]}</th><th class="number">Bins</th>${data.is_count && html`<th class="number">Sum</th>`}<th class="number">Mean</th><th class="number">First quartile</th><th class="number">Median</th><th class="number">Third quartile</th></tr></thead>
    <tbody>${data.results.map((row) => html`<tr key=${row.name}><th scope="row" class="mono">${row.name}</th><td class="number">${count(row.n)}</td>${data.is_count && html`<td class="number">${count(row.total)}</td>`}
      ${[row.mean, row.low, row.median, row.high].map((value, i) => html`<td class="number" key=${i}>${valueText(Number(value.toPrecision(4)))}</td>`)}</tr>`)}</tbody>
  </table></div></details>`;
}
