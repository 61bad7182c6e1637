// @ts-check
/** The runs of a session: the models of one, how far it is, how they stand against each other. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Select } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Panel } from "../components/page.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "../components/progress.js";
import { Empty, Loaded } from "../components/states.js";
import { Moment, StateTag, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { duration, fixed, longDay, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { cancelJob, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Comparison } from "./comparison.js";
import { skillWords } from "./words.js";

/** @param {{desk: any}} props */
export function ModelsTab({ desk }) {
  const { runs } = desk;
  const run = runs.find(({ number }) => String(number) === place.value.query.run) || runs[0];
  if (!run) return html`<${Empty} icon="flask-conical" title="Nothing trained yet">Train fits the models of the plan and judges each on the test part, beside the last value, the same time a day before, the mean day and the mean.<//>`;
  return html`<div class="stack">
    <div class="row"><${Select} class="input forecast-run" aria-label="Run" value=${run.number} options=${runs.map(({ number, created_at }) => ({ value: number, label: t`Run ${number} of ${longDay(created_at)}` }))} onValue=${(number) => setQuery({ run: Number(number) === runs[0].number ? null : number })} />
      <span class="faint small-text">started <${Moment} value=${run.created_at} relative /></span>
      <span class="push">${may("editor") && run.state !== "waiting" && run.state !== "training" && html`<${IconButton} icon="trash-2" label=${t`Delete run ${run.number}`} onClick=${() => remove(run, desk)} />`}</span></div>
    <${RunState} run=${run} />
    <${Panel} title="Models" flush><${ModelTable} run=${run} desk=${desk} /><//>
    ${run.state === "ready" && html`<${Against} run=${run} desk=${desk} />`}
  </div>`;
}

/** @param {any} run @param {any} desk */
async function remove(run, desk) {
  if (!(await askFirst({ title: t`Delete run ${run.number}`, tone: "danger", action: "Delete", text: "Its models and what they forecast go with it." }))) return;
  try {
    await api.delete(`/forecast-runs/${run.id}`);
    setQuery({ run: null });
    say(t`Run ${run.number} is deleted`);
    desk.reload();
  } catch (error) {
    sayError(error, "Not deleted");
  }
}

/** @param {{run: any}} props */
function RunState({ run }) {
  if (run.state === "failed") return html`<div class="notice brick" role="alert"><${Icon} name="circle-alert" /><div class="grow"><strong>This run has no result</strong><p class="soft">${run.problem?.detail || run.problem?.code}</p></div>${run.job_id && html`<${Button} small href=${`/jobs/${run.job_id}`}>The job<//>`}</div>`;
  if (run.state === "ready") return null;
  const job = jobs.value[run.job_id];
  return html`<${Panel}><div class="stack tight">
    <div class="row spread"><strong>${job ? jobLine(job) : t("waiting")}</strong><span class="row"><span class="soft">${job ? jobWait(job) : ""}</span>${job && may("editor") && html`<${Button} small icon="x" onClick=${() => cancelJob(job.id).catch((error) => sayError(error, "Not cancelled"))}>Cancel<//>`}</span></div>
    <${ProgressBar} share=${job ? jobShare(job) : null} label="Training" />
    <p class="hint">You may leave this page. Should the worker die, another goes on where it was.</p>
  </div><//>`;
}

/** @param {{run: any, desk: any}} props */
function ModelTable({ run, desk }) {
  const { session, reload } = desk;
  const choose = async (model) => {
    try {
      await api.put(`/forecast-sessions/${session.id}/chosen`, { body: { model_id: model.id } });
      say(t`${model.title} forecasts from now on`);
      reload();
    } catch (error) {
      sayError(error, "Not chosen");
    }
  };
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Models"><table class="plain-table"><thead><tr><th>Model</th><th>State</th><th class="number" title="Mean squared error, scaled as in training">MSE</th><th class="number" title="Mean absolute error, scaled as in training">MAE</th><th title="Against the best baseline">Skill</th><th class="number" title="Share of the truth within the interval">Held</th><th class="number">Fit</th><td></td></tr></thead>
    <tbody>${run.models.map((model) => html`<tr key=${model.id}>
      <th scope="row">${model.state === "ready" ? html`<a href=${`/forecasts/models/${model.id}`}>${model.title}</a>` : model.title}${model.is_chosen && html` <${Tag} tone="moss" icon="check">forecasts<//>`}${model.problem && html`<div class="small-text brick-text">${model.problem.detail || model.problem.code}</div>`}</th>
      <td><${StateTag} state=${model.state === "waiting" ? "queued" : model.state} /></td>
      <td class="number">${fixed(model.scores.mse, 3)}</td><td class="number">${fixed(model.scores.mae, 3)}</td>
      <td>${model.state === "ready" && html`<span class=${model.scores.skill < 0 ? "brick-text" : ""}>${skillWords(model.scores)}</span>`}</td>
      <td class="number">${percent(model.scores.coverage)}</td><td class="number">${duration(model.fit_s)}</td>
      <td>${model.state === "ready" && !model.is_chosen && may("editor") && html`<${Button} small onClick=${() => choose(model)}>Forecast with it<//>`}</td></tr>`)}</tbody></table></div>`;
}

/** @param {{run: any, desk: any}} props */
function Against({ run }) {
  const comparison = useGet(`/forecast-runs/${run.id}/comparison`);
  return html`<${Loaded} of=${comparison} what="The comparison could not be read">${(data) => html`<${Comparison} comparison=${data.comparison} />`}<//>`;
}
