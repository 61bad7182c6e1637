// @ts-check
/** Classifiers side by side: what each learned from, its scores with the data they are from, every type. */

import { Button } from "../components/button.js";
import { sourceText } from "../components/classifier_origin.js";
import { Icon } from "../components/icon.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { Meter, Moment } from "../components/text.js";
import { count, fixed, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { classifierMethod } from "../lib/method_names.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Classifiers", href: "/classifiers" }];

export default function Compare() {
  const ids = place.value.query.ids || "";
  const found = useGet(ids ? "/classifiers/compare" : null, { ids });
  if (!ids) {
    return html`<${Page} title="Compare classifiers" trail=${TRAIL}>
      <${Empty} icon="scale" title="Nothing chosen to compare" action=${html`<${Button} href="/classifiers">Choose classifiers<//>`}>Select two or more in the list, then compare them.<//>
    <//>`;
  }
  return html`<${Page} title="Compare classifiers" trail=${TRAIL} lede="Each score with the calls it was measured on.">
    <${Loaded} of=${found} what="The classifiers could not be compared">${(data) => html`
      <${Fairness} rows=${data.results} />
      <${Panel} title="Scores and data" flush><${Overview} rows=${data.results} /><//>
      <${PerType} rows=${data.results} labels=${data.labels} what="held_out" title="F1 by type, held-out calls" />
      <${PerType} rows=${data.results} labels=${data.labels} what="folds" title="F1 by type, folds of its own data" />`}
    <//>
  <//>`;
}

/** Which of the figures may be set against each other. @param {{rows: any[]}} props */
function Fairness({ rows }) {
  const shared = rows.every((row) => row.same_held_out.length >= rows.length - 1);
  return html`<div class=${shared ? "notice moss" : "notice ochre"}><${Icon} name=${shared ? "check" : "scale"} /><span class="grow">${shared
    ? t("All of them were scored on the same held-out calls, which none has learned from. Those figures may be set against each other.")
    : t("They were not all scored on the same calls. Scores in folds are each of a classifier's own data: harder data gives lower figures. Only rows marked with the same held-out set may be set against each other.")}</span></div>`;
}

/** One column a classifier. @param {{rows: any[]}} props */
function Overview({ rows }) {
  const heldOut = [
    [t("Macro F1, held-out calls"), (row) => html`<${Meter} share=${row.held_out?.macro_f1} label="Macro F1 on the held-out calls" person=${true} />`],
    [t("measured on"), (row) => (row.held_out ? t`${count(row.held_out.n_calls)} calls${setName(row, rows)}` : "–")],
  ];
  const facts = [
    ...(rows.some(({ held_out }) => held_out) ? heldOut : []),
    [t("Macro F1, folds"), (row) => html`<${Meter} share=${row.folds?.macro_f1} label="Macro F1 in folds of its own data" />`],
    [t("Balanced accuracy, folds"), (row) => percent(row.folds?.balanced_accuracy)],
    [t("measured on"), (row) => foldsText(row.folds)],
    [t("Learned from"), (row) => t`${count(row.n_calls)} calls`],
    [t("Source"), (row) => sourceText(row.source)],
    [t("Method"), (row) => classifierMethod(row.method)],
    [t("Types"), (row) => count(row.labels.length)],
    [t("Made"), (row) => html`<${Moment} value=${row.created_at} />`],
  ];
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Scores and data"><table class="plain-table">
    <thead><tr><td></td>${rows.map((row) => html`<th key=${row.id} scope="col"><a href=${`/classifiers/${row.id}`}>${row.name}</a></th>`)}</tr></thead>
    <tbody>${facts.map(([name, cell], i) => html`<tr key=${i}><th scope="row">${name}</th>${rows.map((row) => html`<td key=${row.id}>${/** @type {any} */ (cell)(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** @param {any} folds */
function foldsText(folds) {
  if (!folds) return "–";
  return folds.is_grouped ? t`${count(folds.n_calls)} calls in ${count(folds.n_groups)} recordings or groups` : t`${count(folds.n_calls)} calls of one group: flatters`;
}

/** The same letter for those scored on the same held-out calls. @param {any} row @param {any[]} rows */
function setName(row, rows) {
  const sets = rows.filter(({ held_out }) => held_out).map((one) => [one.id, ...one.same_held_out].sort()[0]);
  const mine = [row.id, ...row.same_held_out].sort()[0];
  return t`, set ${String.fromCharCode(65 + [...new Set(sets)].indexOf(mine))}`;
}

/** @param {{rows: any[], labels: string[], what: string, title: string}} props */
function PerType({ rows, labels, what, title }) {
  if (!rows.some((row) => row[what])) return null;
  return html`<${Panel} title=${title} flush><div class="table-scroll" tabindex="0" role="region" aria-label=${title}><table class="plain-table">
    <thead><tr><th>Type</th>${rows.map((row) => html`<th key=${row.id} scope="col" class="number">${row.name}</th>`)}</tr></thead>
    <tbody>${labels.map((label) => html`<tr key=${label}><th scope="row">${label}</th>${rows.map((row) => {
      const score = row[what]?.per_class?.[label];
      const learned = row.per_class?.[label];
      const shown = score && score.support > 0 ? fixed(score.f1, 3) : "–";
      return html`<td key=${row.id} class="number" title=${t`${count(score?.support || 0)} calls tested, ${count(learned || 0)} learned`}>${shown}</td>`;
    })}</tr>`)}</tbody>
  </table></div><//>`;
}
