// @ts-check
/** What a model is worth on the test part: in total, by series, step, aggregation and interval, with windows to look at. */

import { Select } from "../components/form.js";
import { Panel } from "../components/page.js";
import { count, fixed, percent } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { stepText } from "../series/facts.js";
import { Examples } from "./examples.js";
import { LineFigure, LineLegend } from "./figure.js";
import { BarFigure } from "./bars.js";
import { Residuals } from "./residuals.js";
import { BASELINES, MEASURES, chanceWords, isClear } from "./words.js";

/** @param {{data: any, model: any, step_s: number, units: Record<string, string>, zone: string}} props */
export function Evaluation({ data, model, step_s, units, zone }) {
  return html`<div class="stack">
    <${Figures} data=${data} />
    <${Panel} title="On windows it never saw"><${Examples} examples=${data.examples} units=${units} zone=${zone} level=${model.scores.level} /><//>
    <div class="split-two">
      <${Panel} title="Beside the baselines" flush><${Skill} data=${data} /><//>
      <${Panel} title="By series" flush><${BySeries} data=${data} units=${units} /><//>
    </div>
    <${StepsPanel} data=${data} step_s=${step_s} units=${units} />
    <div class="split-two">
      <${Panel} title="Means of several steps" flush><${Levels} data=${data} step_s=${step_s} /><//>
      <${Coverage} data=${data} step_s=${step_s} />
    </div>
    <${Residuals} data=${data} />
    ${data.importance?.length > 0 && html`<${Panel} title="What it looks at"><${BarFigure} rows=${data.importance.map((one) => ({ name: one.input, value: one.increase, words: `+${percent(Math.max(0, one.share), 0)}` }))} label="Importance of the inputs" /><p class="hint">How much the mean squared error grows when one input is taken from another test window.</p><//>`}
    ${data.folds?.length > 1 && html`<${Panel} title="As the origin moves on" flush><${Folds} folds=${data.folds} /><//>`}
    ${model.search && html`<${Panel} title="What was searched" flush><${Search} search=${model.search} /><//>`}
  </div>`;
}

/** @param {{data: any}} props */
function Figures({ data }) {
  const { total } = data;
  return html`<div class="panel panel-body stack tight"><div class="figures">${MEASURES.map(([id, label, show, about]) => html`<div key=${id} title=${about}><div class="figure-value">${show(total[id])}</div><div class="figure-label">${label}</div></div>`)}</div>
    <p class="soft">${count(data.n_windows)} windows of the test part, which neither fit nor choice has seen. MAE, MSE and RMSE are scaled as in training: 1 is a standard deviation of the series.</p></div>`;
}

/** @param {{data: any}} props */
function Skill({ data }) {
  return html`<table class="plain-table"><thead><tr><th>Baseline</th><th class="number">Its MSE</th><th class="number">Skill</th><th>Chance</th></tr></thead><tbody>
    ${Object.entries(data.baselines).map(([name, scores]) => html`<tr key=${name}><th scope="row">${BASELINES[name] || name}</th><td class="number">${fixed(scores.mse, 3)}</td><td class=${`number ${data.skill[name] < 0 ? "brick-text" : ""}`}>${percent(data.skill[name])}</td><td class=${isClear(data.against?.[name]?.p) ? "" : "faint"} title="Diebold-Mariano test">${chanceWords(data.against?.[name]?.p)}</td></tr>`)}
  </tbody></table>`;
}

/** @param {{data: any, units: Record<string, string>}} props */
function BySeries({ data, units }) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Errors by series"><table class="plain-table"><thead><tr><th>Series</th>${MEASURES.map(([id, label, , about]) => html`<th class="number" key=${id} title=${about}>${label}</th>`)}<th class="number" title="Mean of forecast minus truth">Bias</th></tr></thead><tbody>
    ${Object.entries(data.series).map(([name, scores]) => html`<tr key=${name}><th scope="row">${name}${units[name] && html` <span class="faint small-text">${units[name]}</span>`}</th>${MEASURES.map(([id, , show]) => html`<td class="number" key=${id}>${show(scores[id])}</td>`)}<td class="number">${fixed(scores.bias, 3)}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{data: any, step_s: number, units: Record<string, string>}} props */
function StepsPanel({ data, step_s, units }) {
  const names = Object.keys(data.steps);
  const [name, setName] = useState(names[0]);
  const rows = data.steps[name];
  const lines = [
    { name: t("the model"), kind: "model", values: rows.mae, from: 1 },
    { name: t("last value"), kind: "naive", values: rows.naive_mae, from: 1 },
    { name: t("seasonal naive"), kind: "seasonal", values: rows.seasonal_mae, from: 1 },
  ];
  const choice = names.length > 1 && html`<${Select} class="input forecast-run" aria-label="Series" value=${name} options=${names.map((value) => ({ value, label: value }))} onValue=${setName} />`;
  return html`<${Panel} title="The further ahead" actions=${choice}><div class="stack tight">
    <${LineFigure} label=${t`Mean absolute error of ${name} by step`} lines=${lines} x=${t`steps of ${stepText(step_s)}`} y=${units[name] ? `MAE, ${units[name]}` : t("MAE")} zero />
    <${LineLegend} lines=${lines.map((line) => [line.name, line.kind])} />
    <details><summary class="soft small-text">Every step as a table</summary><div class="table-scroll forecast-tall" tabindex="0" role="region" aria-label="Errors by step"><table class="plain-table"><thead><tr><th class="number">Step</th><th class="number">MAE</th><th class="number">RMSE</th><th class="number">Bias</th><th class="number">Last value</th><th class="number">Seasonal</th></tr></thead>
      <tbody>${rows.mae.map((_, i) => html`<tr key=${i}><td class="number">${i + 1}</td>${["mae", "rmse", "bias", "naive_mae", "seasonal_mae"].map((id) => html`<td class="number" key=${id}>${fixed(rows[id][i], 3)}</td>`)}</tr>`)}</tbody></table></div></details>
  </div><//>`;
}

/** @param {{data: any, step_s: number}} props */
function Levels({ data, step_s }) {
  return html`<table class="plain-table"><thead><tr><th>Mean of</th><th class="number">MAE</th><th class="number">MSE</th><th class="number">RMSE</th></tr></thead><tbody>
    ${data.levels.map((one, i) => html`<tr key=${i}><th scope="row">${count(one.width)} ${one.width === 1 ? t("step") : t("steps")} <span class="faint small-text">${stepText(one.width * step_s)}</span></th><td class="number">${fixed(one.mae, 3)}</td><td class="number">${fixed(one.mse, 3)}</td><td class="number">${fixed(one.rmse, 3)}</td></tr>`)}</tbody></table>`;
}

/** @param {{data: any, step_s: number}} props */
function Coverage({ data, step_s }) {
  if (!data.coverage?.length) return html`<${Panel} title="Intervals"><p class="soft">This model tells no interval.</p><//>`;
  return html`<${Panel} title="Intervals">${data.coverage.map((one) => html`<div class="stack tight" key=${one.promised}>
    <p><strong>${percent(one.reached)}</strong> of the truth lay within intervals meant to hold ${percent(one.promised, 0)}; on average they are ${fixed(one.width, 2)} standard deviations wide.</p>
    <${LineFigure} label="Share held by step" lines=${[{ name: t("held§interval"), kind: "model", values: one.steps, from: 1 }, { name: t("promised"), kind: "ideal", values: one.steps.map(() => one.promised), from: 1 }]} x=${t`steps of ${stepText(step_s)}`} y="share held" />
  </div>`)}<//>`;
}

/** @param {{folds: any[]}} props */
function Folds({ folds }) {
  return html`<table class="plain-table"><thead><tr><th>Origin</th><th class="number">Windows</th><th class="number">MSE</th><th class="number">MAE</th>${Object.entries(BASELINES).map(([id, name]) => html`<th class="number" key=${id}>Skill: ${name}</th>`)}</tr></thead><tbody>
    ${folds.map((fold, i) => html`<tr key=${i}><th scope="row">${i + 1}</th><td class="number">${count(fold.n_windows)}</td><td class="number">${fixed(fold.total.mse, 3)}</td><td class="number">${fixed(fold.total.mae, 3)}</td>${Object.keys(BASELINES).map((id) => html`<td class="number" key=${id}>${percent(fold.skill[id])}</td>`)}</tr>`)}</tbody></table>`;
}

/** @param {{search: any}} props */
function Search({ search }) {
  const names = [...new Set(search.trials.flatMap(({ parameters }) => Object.keys(parameters)))].sort();
  return html`<div class="table-scroll forecast-tall" tabindex="0" role="region" aria-label="Candidates"><table class="plain-table"><thead><tr><th>Candidate</th>${names.map((name) => html`<th key=${name}>${name}</th>`)}<th class="number">Validation MSE</th><th class="number">Seconds</th></tr></thead><tbody>
    ${search.trials.map((one) => html`<tr key=${one.number}><th scope="row">${one.number}${one.number === search.best && html` <span class="tag moss">taken</span>`}</th>${names.map((name) => html`<td class="mono" key=${name}>${String(one.parameters[name] ?? "–")}</td>`)}<td class="number">${fixed(one.score, 4)}</td><td class="number">${fixed(one.seconds, 2)}</td></tr>`)}</tbody></table></div>`;
}
