// @ts-check
/** The scores of a classifier: figures, classes, confusion, calibration, and what would fool people. */

import { count, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { ConfusionMatrix, LearningCurve, ReliabilityDiagram } from "./evaluation_charts.js";
import { Icon } from "./icon.js";
import { Panel } from "./page.js";
import { Meter } from "./text.js";

/** @param {{data: any}} props */
export function Evaluation({ data }) {
  const { scores, labels } = data;
  return html`
    <${Figures} data=${data} />
    ${data.warnings?.length > 0 && html`<div class="stack tight">${data.warnings.map((warning, i) => html`<div class="notice ochre" key=${i}><${Icon} name="triangle-alert" /><span class="grow">${warning.message}</span></div>`)}</div>`}
    ${data.baselines && html`<${Fools} data=${data} />`}
    <div class="split-two">
      ${scores.per_class.length > 0 && html`<${Panel} title="By type" flush><${PerClass} rows=${scores.per_class} /><//>`}
      ${scores.confusion_matrix.length > 0 && html`<${Panel} title="What is taken for what"><${ConfusionMatrix} labels=${labels} matrix=${scores.confusion_matrix} /><//>`}
      ${scores.reliability.length > 0 && html`<${Panel} title="Is 80 % sure right in 80 of 100?"><${ReliabilityDiagram} bins=${scores.reliability.map((bin) => ({ confidence: bin.confidence, accuracy: bin.accuracy, n: bin.count }))} /><//>`}
      ${data.learning_curve?.length > 1 && html`<${Panel} title="Would more calls help?"><${LearningCurve} points=${data.learning_curve.map((point) => ({ n: point.n_calls, score: point.macro_f1 }))} /><//>`}
    </div>`;
}

/** @param {{data: any}} props */
function Figures({ data }) {
  const { scores } = data;
  const figures = [
    [t("macro F1"), percent(scores.macro_f1)],
    [t("balanced accuracy"), percent(scores.balanced_accuracy)],
    [t("accuracy"), percent(scores.accuracy)],
    [t("calls"), count(scores.n_calls)],
    [t("recordings or groups"), count(data.n_groups)],
  ];
  return html`<div class="panel panel-body stack tight"><div class="figures">${figures.map(([label, value]) => html`<div key=${label}><div class="figure-value">${value}</div><div class="figure-label">${label}</div></div>`)}</div>
    <p class="soft">${data.is_grouped === false
      ? t("All calls, or all of each type, are of one recording: these folds are of single calls, and the figures flatter.")
      : t`Measured on recordings left out of training, in ${count(data.n_folds)} folds; exact copies taken out first.`}
      ${data.held_out && t` On the held-out set, never trained on: macro F1 ${percent(data.held_out.macro_f1)}.`}
      ${data.excluded_labels?.length > 0 && t` Not tested, for want of a second recording: ${data.excluded_labels.join(", ")}.`}</p></div>`;
}

/** Easy ways to a high figure that mean nothing, beside the honest one. @param {{data: any}} props */
function Fools({ data }) {
  const { baselines } = data;
  const rows = [
    [t("Honest: recordings it never saw"), data.scores.macro_f1, true, t("The figure to quote.")],
    [t("Ordinary random folds"), baselines.random_folds, false, t("Calls of one recording on both sides: it may know the recording, not the type.")],
    [t("Seeing only the order of the files, random folds"), baselines.file_order_random, false, t("No sound at all: what this scores, the order of the folder gives away.")],
    [t("Seeing only the order of the files, honest folds"), baselines.file_order_grouped, false, t("Should be near the floor.")],
    [t("Always the commonest type"), baselines.majority, false, t("The floor.")],
  ];
  return html`<${Panel} title="What would fool you" flush><div class="table-scroll"><table class="plain-table"><thead><tr><th>Way of judging</th><th style=${{ width: "34%" }}>Macro F1</th><th class="wide-only">Why</th></tr></thead>
    <tbody>${rows.filter(([, value]) => value !== undefined && value !== null).map(([label, value, honest, why]) => html`<tr key=${label}>
      <th scope="row" style=${{ fontWeight: honest ? 600 : 400 }}>${label}</th><td><${Meter} share=${value} label=${label} person=${honest} /></td><td class="soft wide-only">${why}</td></tr>`)}
      ${baselines.n_exact_copies !== undefined && html`<tr><th scope="row" style=${{ fontWeight: 400 }}>Exact copies found</th><td class="mono">${count(baselines.n_exact_copies)}</td><td class="soft wide-only">Taken out before anything was measured.</td></tr>`}
    </tbody></table></div><//>`;
}

/** @param {{rows: any[]}} props */
function PerClass({ rows }) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Scores by type"><table class="plain-table"><thead><tr><th>Type</th><th class="number">Precision</th><th class="number">Recall</th><th class="number">F1</th><th class="number">Calls</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr key=${row.label}><th scope="row">${row.label}</th><td class="number">${percent(row.precision)}</td><td class="number">${percent(row.recall)}</td><td class="number">${percent(row.f1)}</td><td class="number">${count(row.support)}</td></tr>`)}</tbody></table></div>`;
}
