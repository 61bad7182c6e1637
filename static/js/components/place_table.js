// @ts-check
/** What was heard where: a row a site, its species, its types as a bar. */

import { count, duration, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { place, queryText } from "../lib/router.js";
import { t } from "../lib/words.js";
import { seriesColour } from "./stacked_bars.js";

const MOST_TYPES = 7;

/** @param {{rows: any[]}} props */
export function PlaceTable({ rows }) {
  const totals = new Map();
  for (const { labels } of rows) for (const { label, n } of labels) totals.set(label, (totals.get(label) || 0) + n);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([label]) => label).slice(0, MOST_TYPES);
  const colour = (label) => (ranked.includes(label) ? seriesColour(ranked.indexOf(label)) : "var(--line-strong)");
  const others = totals.size > ranked.length;
  return html`<section class="panel panel-body stack">
    <ul class="legend">${ranked.map((label) => html`<li key=${label}><span class="swatch" style=${{ background: colour(label) }}></span>${label || t("not named")} <span class="mono faint">${count(totals.get(label))}</span></li>`)}
      ${others && html`<li><span class="swatch" style=${{ background: colour("\u0000") }}></span>other types</li>`}</ul>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Sites"><table class="plain-table place-table">
      <thead><tr><th>Site</th><th class="number">Calls</th><th class="number">Recorded</th><th class="number">Calls an hour</th><th>Types</th><th>Species</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr key=${row.site_id || row.site_name}>
        <th scope="row">${row.site_id ? html`<a href=${`/calls${queryText({ ...chosen(), site_id: row.site_id })}`}>${row.site_name}</a>` : row.site_name || html`<span class="soft">no site</span>`}</th>
        <td class="number mono">${count(row.n_calls)}</td><td class="number mono">${duration(row.recorded_s)}</td>
        <td class="number mono">${row.recorded_s ? count(Math.round((row.n_calls * 3600) / row.recorded_s)) : "–"}</td>
        <td><${TypeBar} row=${row} colour=${colour} /></td>
        <td>${row.species.length ? row.species.map(({ name, n }, i) => html`${i ? ", " : ""}<span key=${name}><i class="species-name">${name}</i> <span class="mono faint">${count(n)}</span></span>`) : html`<span class="faint">–</span>`}</td></tr>`)}</tbody>
    </table></div>
    <p class="small-text soft">Recorded time is that of recordings in which a call was found.</p>
  </section>`;
}

const chosen = () => {
  const { tab: _tab, ...query } = place.value.query;
  return query;
};

/** @param {{row: any, colour: (label: any) => string}} props */
function TypeBar({ row, colour }) {
  const text = row.labels.map(({ label, n }) => `${label || t("not named")} ${percent(n / row.n_calls, 0)}`).join(", ");
  return html`<span class="type-bar" role="img" aria-label=${text} title=${text}>
    ${row.labels.map(({ label, n }) => html`<i key=${label} style=${{ flexGrow: n, background: colour(label) }}></i>`)}</span>`;
}
