// @ts-check
/** Models and baselines against each other: figures, and for each pair whether the difference is more than chance. */

import { Panel } from "../components/page.js";
import { Tag } from "../components/text.js";
import { count, fixed, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { MEASURES, chanceWords, isClear } from "./words.js";

/** @param {{comparison: any}} props */
export function Comparison({ comparison }) {
  const { entries, tests } = comparison;
  return html`
    <${Panel} title="Against each other" flush><div class="table-scroll" tabindex="0" role="region" aria-label="Figures"><table class="plain-table">
      <thead><tr><th>Forecast by</th>${MEASURES.map(([id, label, , about]) => html`<th class="number" key=${id} title=${about}>${label}</th>`)}<th class="number" title="By which the model is chosen; the test part only judges">Validation MSE</th></tr></thead>
      <tbody>${entries.map((one) => html`<tr key=${one.id} class=${one.is_baseline ? "baseline" : ""}><th scope="row">${one.title}${one.is_baseline ? html` <span class="faint small-text">baseline</span>` : one.id === comparison.chosen ? html` <${Tag} tone="moss">best on validation<//>` : ""}</th>
        ${MEASURES.map(([id, , show]) => html`<td class="number" key=${id}>${show(one[id])}</td>`)}<td class="number">${fixed(one.validation_mse, 3)}</td></tr>`)}</tbody></table></div>
      <p class="hint panel-body">${count(comparison.n_windows)} windows of the test part. MAE, MSE and RMSE are scaled as in training, so that all series count alike.</p><//>
    ${entries.length > 1 && html`<${Panel} title="More than chance?"><${Tests} entries=${entries} tests=${tests} /><p class="hint">Diebold–Mariano: each field says whether the forecast of its row errs less than that of its column, and how likely so much difference is by chance. Windows overlap; the test allows for that.</p><//>`}`;
}

/** @param {{entries: any[], tests: any[]}} props */
function Tests({ entries, tests }) {
  const between = (a, b) => {
    const straight = tests.find(({ first, second }) => first === a && second === b);
    if (straight) return straight;
    const turned = tests.find(({ first, second }) => first === b && second === a);
    return turned && { ...turned, difference: -turned.difference };
  };
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Diebold-Mariano tests"><table class="matrix dm-matrix">
    <thead><tr><th scope="col" class="faint">row less than column?</th>${entries.map((one) => html`<th scope="col" key=${one.id} title=${one.title}>${one.title}</th>`)}</tr></thead>
    <tbody>${entries.map((row) => html`<tr key=${row.id}><th scope="row" title=${row.title}>${row.title}</th>${entries.map((column) => html`<${TestCell} key=${column.id} ...${{ row, column, test: row.id === column.id ? null : between(row.id, column.id) }} />`)}</tr>`)}</tbody></table></div>`;
}

/** @param {any} props */
function TestCell({ row, column, test }) {
  if (!test) return html`<td class="faint">·</td>`;
  const clear = isClear(test.p);
  const better = test.difference < 0;
  const kind = clear ? (better ? "better" : "worse") : "open";
  const told = t`${row.title} errs ${better ? t("less") : t("more")} than ${column.title}${clear ? "" : t(", but that may be chance")} (${chanceWords(test.p)}, ${percent(Math.min(1, test.p ?? 1))})`;
  return html`<td class=${kind} title=${told}>${clear ? (better ? t("less") : t("more")) : "–"}</td>`;
}
