// @ts-check
/** One trained model: what it is worth, what it was trained on, its files. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { download } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { bytes, duration } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Evaluation } from "../forecast/evaluation.js";
import { spanWords, skillWords, targetsOf } from "../forecast/words.js";

loadStyle("/static/css/series.css");
loadStyle("/static/css/forecast.css");

const FILES = [
  ["model", t("The model with scalers and recipe")], ["scalers", t("Scalers as JSON")], ["arrays", t("Forecasts and truth of the test part (NumPy)")],
  ["metrics", t("Errors beside the baselines (CSV)")], ["series", t("Errors by series (CSV)")], ["steps", t("Errors by step (CSV)")], ["aggregations", t("Errors of means (CSV)")], ["importance", t("Importance of inputs (CSV)")],
];

export default function ForecastModelPage() {
  const { id } = place.value.params;
  const found = useGet(`/forecast-models/${id}`);
  const model = found.data;
  const session = useGet(model ? `/forecast-sessions/${model.session_id}` : null);
  const run = useGet(model ? `/forecast-runs/${model.run_id}` : null);
  const evaluation = useGet(model?.state === "ready" ? `/forecast-models/${id}/evaluation` : null);
  const trail = [{ label: "Forecasts", href: "/forecasts" }, ...(session.data ? [{ label: session.data.name, href: `/forecasts/${session.data.id}?tab=models` }] : [])];
  const error = found.error || session.error || run.error || evaluation.error;
  if (error) return html`<${Page} title="Model" trail=${trail}><${Failure} error=${error} retry=${found.reload} /><//>`;
  if (!model || !session.data || !run.data) return html`<${Page} title="Model" trail=${trail}><${SkeletonRows} /><//>`;
  if (model.state !== "ready") {
    return html`<${Page} title=${model.title} trail=${trail}><${Empty} icon="circle-alert" title=${model.state === "failed" ? t("This model could not be trained") : t("Not trained yet")} action=${html`<${Button} href=${`/forecasts/${model.session_id}?tab=models`}>Its session<//>`}>${model.problem?.detail || t("Its run says how far it is.")}<//><//>`;
  }
  const { plan, inputs, zone } = run.data;
  const units = Object.fromEntries(inputs.map((input) => [input.name, input.unit]));
  const lede = html`${targetsOf(plan).join(", ")}, ${spanWords(plan.horizon, plan.step_s)} ahead · ${skillWords(model.scores)} than the best baseline`;
  return html`<${Page} title=${model.title} trail=${trail} lede=${lede} actions=${html`<${Files} model=${model} name=${session.data.name} />`}>
    ${evaluation.data ? html`<${Evaluation} data=${evaluation.data.evaluation} model=${model} step_s=${plan.step_s} units=${units} zone=${zone} />` : html`<${SkeletonRows} rows=${12} />`}
    <${Origin} model=${model} run=${run.data} evaluation=${evaluation.data?.evaluation} />
  <//>`;
}

/** @param {{model: any, name: string}} props */
function Files({ model, name }) {
  const files = model.search ? [...FILES, ["search", t("Candidates that were tried (CSV)")]] : FILES;
  const save = (kind) => download(`/forecast-models/${model.id}/file`, `${name}-${kind}`, { query: { kind } }).catch((error) => sayError(error, "Not saved"));
  return html`<${Menu} label="Save a file" align="end" face=${html`<${Icon} name="download" /><span>Save</span>`}>${(close) => files.map(([kind, label]) => html`<${MenuItem} key=${kind} onClick=${() => { close(); save(kind); }}>${label}<//>`)}<//>`;
}

/** Every number traced: tables, parameters, code. @param {{model: any, run: any, evaluation: any}} props */
function Origin({ model, run, evaluation }) {
  const parameters = Object.entries(model.params).map(([name, value]) => `${name} ${value}`).join(", ");
  return html`<${Panel} title="Where it comes from"><dl class="facts">
    <dt>Run</dt><dd>${run.number}, seed ${run.plan.seed}, code <span class="mono">${run.code_version || "–"}</span></dd>
    <dt>Parameters</dt><dd class="mono small-text">${parameters || t("the defaults")}</dd>
    <dt>Learned from</dt><dd>${run.inputs.map((input) => html`<div key=${input.name + input.role}><a href=${`/datasets/${input.dataset_id}?version=${input.version_id}`}>${input.name}</a> <span class="faint small-text">${input.role}</span> <span class="mono faint small-text" title=${input.sha256}>${input.sha256.slice(0, 12)}…</span></div>`)}</dd>
    <dt>Calendar</dt><dd>${run.plan.calendar.features.join(", ") || t("none")} in ${run.zone}</dd>
    <dt>Fitted in</dt><dd>${duration(model.fit_s)}, ${bytes(model.size_bytes)} as a file</dd>
    ${evaluation?.versions && html`<dt>Libraries</dt><dd class="mono small-text">${Object.entries(evaluation.versions).map(([name, version]) => `${name} ${version}`).join(", ")}</dd>`}
  </dl><//>`;
}
