// @ts-check
/** Which labels of one person fall together with which of another. */

import { Panel } from "../components/page.js";
import { count } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";

const NO_CALL = t("no call");

/** @param {{agreement: any, nameOf: (id: string) => string}} props */
export function Matrix({ agreement, nameOf }) {
  const { pairs, confusion } = agreement;
  const [at, setAt] = useState(0);
  const pair = pairs[Math.min(at, pairs.length - 1)];
  const cells = confusion.filter((cell) => cell.a === pair.a && cell.b === pair.b);
  const labels = [...new Set(cells.flatMap(({ a_label, b_label }) => [a_label, b_label]))].sort((x, y) => Number(x === null) - Number(y === null) || String(x).localeCompare(String(y)));
  const n = new Map(cells.map((cell) => [`${cell.a_label}\n${cell.b_label}`, cell.n]));
  const choice = pairs.length > 1 && html`<select class="input" aria-label="Pair" value=${at} onChange=${(event) => setAt(Number(event.currentTarget.value))}>
    ${pairs.map((one, i) => html`<option key=${one.a + one.b} value=${i}>${nameOf(one.a)} and ${nameOf(one.b)}</option>`)}</select>`;
  return html`<${Panel} title="What is taken for what" actions=${choice} flush>
    <p class="taken-note soft small-text">Rows: what ${nameOf(pair.a)} says. Columns: what ${nameOf(pair.b)} says.</p>
    <div class="table-scroll" tabindex="0" role="region" aria-label="What is taken for what"><table class="plain-table matrix">
      <thead><tr><td></td>${labels.map((label) => html`<th scope="col" class="number" key=${label}>${label ?? NO_CALL}</th>`)}</tr></thead>
      <tbody>${labels.map((row) => html`<tr key=${row}><th scope="row">${row ?? NO_CALL}</th>${labels.map((column) => {
        const found = n.get(`${row}\n${column}`) || 0;
        return html`<td key=${column} class=${found ? `number ${row === column ? "agree" : "differ"}` : "number faint"}>${found ? count(found) : "·"}</td>`;
      })}</tr>`)}</tbody>
    </table></div>
  <//>`;
}
