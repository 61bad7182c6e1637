// @ts-check
/** One task batch: how far it is, what the model has learned from it, its tasks, its settings. */

import { BatchSettings } from "../components/batch_settings.js";
import { BatchTasks } from "../components/batch_tasks.js";
import { Button } from "../components/button.js";
import { JobProgress } from "../components/job_progress.js";
import { LearningCurve } from "../components/learning_curve.js";
import { Page, Panel } from "../components/page.js";
import { ProgressBar } from "../components/progress.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Moment, SpeciesName, StateTag } from "../components/text.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { count, percent, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { followAnswer, jobs } from "../lib/jobs.js";
import { useKeys } from "../lib/keys.js";
import { join } from "../lib/live.js";
import { findIn, projects } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Labelling", href: "/batches" }];

export default function Batch() {
  const { id } = place.value.params;
  const batch = useResource(id, (signal) => getTagged(`/task-batches/${id}`, { signal }));
  useEffect(() => join(`batch:${id}`, { "batch.changed": batch.reload, "batch.progress": (news) => batch.set((before) => before && { ...before, data: { ...before.data, n_tasks: news.n_tasks, n_done: news.n_done } }), "batch.learned": batch.reload }), [id]);
  const data = batch.data?.data;
  const canLabel = Boolean(data) && data.state === "open" && data.n_tasks > 0 && may("annotator");
  useKeys("Batch", canLabel ? { l: [t("Label§do"), () => navigate(`/batches/${id}/annotate`)], r: ["Review in a grid", () => navigate(`/batches/${id}/review`)] } : {}, [id, canLabel]);
  if (batch.error && !batch.data) return html`<${Page} title="Batch" trail=${TRAIL}><${Failure} error=${batch.error} retry=${batch.reload} /><//>`;
  if (!batch.data) return html`<${Page} title="Batch" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const { etag } = batch.data;
  const save = async (patch) => {
    batch.set(await writeTagged("PATCH", `/task-batches/${id}`, patch, etag));
    say("Saved");
  };
  const tabs = [
    { id: "progress", label: "Progress" }, { id: "tasks", label: "Tasks", count: count(data.n_tasks) },
    ...(may("editor") ? [{ id: "settings", label: "Settings" }] : []),
  ];
  const tab = openTab(tabs);
  const actions = data.n_tasks > 0 && html`
    ${data.n_annotators > 1 && html`<${Button} icon="scale" href=${`/batches/${id}/agreement`}>Agreement<//>`}
    <${Button} icon="layout-grid" href=${`/batches/${id}/review`} title="Hundreds of calls at a glance (r)">Review<//>
    ${canLabel && html`<${Button} tone="primary" icon="pen-line" href=${`/batches/${id}/annotate`} title="One key a call (l)">${t("Label§do")}<//>`}`;
  return html`<${Page} title=${data.name} lede=${data.instructions} trail=${TRAIL} actions=${actions} shape=${tab === "tasks" ? "full" : ""}>
    <${Tabs} label="Parts of the batch" tabs=${tabs} />
    ${tab === "progress" && html`<${Progress} batch=${data} reload=${batch.reload} />`}
    ${tab === "tasks" && html`<${BatchTasks} batch=${data} />`}
    ${tab === "settings" && html`<${BatchSettings} batch=${data} save=${save} />`}
  <//>`;
}

/** @param {{batch: any, reload: () => void}} props */
function Progress({ batch, reload }) {
  const job = batch.job_id ? jobs.value[batch.job_id] : null;
  useEffect(() => {
    if (batch.state === "building") followAnswer({ job_id: batch.job_id }, reload);
  }, [batch.state, batch.job_id]);
  if (batch.state === "building") return html`<div class="panel"><div class="panel-body stack"><p>The batch is being made.</p>${job && html`<${JobProgress} job=${job} />`}</div></div>`;
  if (batch.state === "failed") {
    return html`<${Empty} icon="circle-alert" title="This batch could not be made" action=${html`<${Button} href="/batches?make=1">Make another<//>`}>
      ${batch.problem?.detail || batch.problem?.code}<//>`;
  }
  if (!batch.n_tasks) return html`<${Empty} icon="pen-line" title="No call fits" action=${html`<${Button} href="/batches?make=1">Make another<//>`}>Nothing in the project is as this batch asked for.<//>`;
  return html`<div class="stack">
    <${Figures} batch=${batch} />
    ${batch.learn_every && html`<${Learning} batch=${batch} />`}
  </div>`;
}

/** @param {{batch: any}} props */
function Figures({ batch }) {
  const share = batch.n_done / batch.n_tasks;
  const project = findIn(projects, batch.project_id);
  const facts = [
    [t("Labelled"), html`<span class="mono">${count(batch.n_done)} of ${count(batch.n_tasks)}</span> · ${percent(share, 0)}`],
    [t("By you"), html`<span class="mono">${count(batch.n_mine_done)}</span>`],
    [t("Skipped"), html`<span class="mono">${count(batch.n_skipped)}</span>`],
    [t("Flagged"), batch.n_flagged ? html`<a href=${`/batches/${batch.id}?tab=tasks&flagged=true`} class="mono">${count(batch.n_flagged)}</a>` : html`<span class="mono">0</span>`],
    [t("State"), html`<${StateTag} state=${batch.state} />`],
    [t("Repertoire"), html`<${SpeciesName} name=${batch.species_name} />`],
    [t("Project"), html`<a href=${`/projects/${batch.project_id}`}>${project?.name || batch.project_name}</a>`],
    [t("For"), batch.assignees?.length ? batch.assignees.map((one) => one.display_name).join(", ") : t("everyone in the group")],
    [t("Each call by"), batch.n_annotators > 1 ? t`${batch.n_annotators} people, unseen by each other` : t("one person")],
    [t("The model's guess"), batch.is_blind ? t("hidden") : t("shown")],
    [t("Wanted by"), html`<${Moment} value=${batch.deadline} />`],
    [t("Made"), html`<${Moment} value=${batch.created_at} />`],
  ];
  return html`<${Panel}>
    <div class="stack">
      <${ProgressBar} share=${share} label=${t`${count(batch.n_done)} of ${count(batch.n_tasks)} labelled`} />
      <dl class="fact-columns">${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    </div>
  <//>`;
}

/** @param {{batch: any}} props */
function Learning({ batch }) {
  const learnNow = async () => {
    try {
      followAnswer(await api.post(`/task-batches/${batch.id}/learn`, {}));
      say("The model learns from the labels given so far");
    } catch (error) {
      sayError(error, "Not started");
    }
  };
  const rest = batch.n_until_learning;
  const next = rest === null || rest === undefined ? "" : rest > 0 ? t`Learns again after ${plural(rest, "more label")}.` : t("Learns as soon as a worker is free.");
  return html`<${Panel} title="What the model has learned" actions=${may("editor") && html`<${Button} small icon="refresh-cw" onClick=${learnNow}>Learn now<//>`}>
    <div class="stack"><p class="soft">${next} The score is taken on recordings kept apart from the learning.</p><${LearningCurve} batchId=${batch.id} /></div>
  <//>`;
}
