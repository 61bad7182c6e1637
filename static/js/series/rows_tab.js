// @ts-check
/** The rows of a version as they are, page by page. */

import { Button } from "../components/button.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { momentIn, valueText } from "./facts.js";

const A_PAGE = 100;

/** @param {{desk: any}} props */
export function RowsTab({ desk }) {
  const { version, zone } = desk;
  const from = Math.max(0, Number(place.value.query.row) || 0);
  const page = useGet(`/dataset-versions/${version.id}/rows`, { from, limit: A_PAGE });
  if (page.error && !page.data) return html`<${Failure} error=${page.error} retry=${page.reload} />`;
  const n = version.n_rows || 0;
  const go = (row) => setQuery({ row: row > 0 ? Math.min(row, Math.max(0, n - 1)) : null });
  return html`<section class="stack" aria-label="Rows">
    <div class="row spread">
      <span class="faint">Rows ${count(from + 1)} to ${count(Math.min(n, from + A_PAGE))} of ${count(n)}, times in ${zone}</span>
      <span class="actions"><${Button} small icon="chevron-left" disabled=${from === 0} onClick=${() => go(from - A_PAGE)}>Before<//><${Button} small icon="chevron-right" disabled=${from + A_PAGE >= n} onClick=${() => go(from + A_PAGE)}>After<//></span>
    </div>
    ${!page.data ? html`<${SkeletonRows} rows=${8} />` : html`<div class="panel table-scroll sample-rows" tabindex="0" role="region" aria-label="Rows of the version"><table class="plain-table">
      <thead><tr><th class="number">Row</th><th>Time</th>${page.data.columns.slice(1).map((name, i) => html`<th class="number" key=${i}>${name}</th>`)}</tr></thead>
      <tbody>${page.data.rows.map((row, i) => html`<tr key=${from + i}><td class="number faint">${count(from + i)}</td><td class="mono nowrap" title=${row[0]}>${momentIn(row[0], zone, true)}</td>
        ${row.slice(1).map((value, k) => html`<td class="number" key=${k}>${value === null ? html`<span class="missing">missing</span>` : typeof value === "number" ? valueText(value) : html`<span class="missing" title="Text, counts as missing">${value}</span>`}</td>`)}</tr>`)}</tbody>
    </table></div>`}
  </section>`;
}
