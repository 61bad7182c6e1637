// @ts-check
/** One job: progress, log, parameters, results, and the jobs of a batch. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { JobProgress } from "../components/job_progress.js";
import { Page, Panel } from "../components/page.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "../components/progress.js";
import { Failure, Loaded, SkeletonRows } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, StateTag, Tag, stateWord } from "../components/text.js";
import { count, fixed, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { ENDED, cancelJob, follow, jobs, retryJob } from "../lib/jobs.js";
import { kindOfJob } from "../lib/job_kinds.js";
import { useGet, useList } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { problemText } from "../lib/station_words.js";
import { say, sayError } from "../lib/toasts.js";

export default function Job() {
  const { id } = place.value.params;
  const first = useGet(`/jobs/${id}`);
  useEffect(() => {
    if (first.data) follow(id, first.data, () => first.reload());
  }, [first.data?.id]);
  const job = jobs.value[id] ? { ...first.data, ...jobs.value[id] } : first.data;
  const trail = [{ label: "Jobs", href: "/jobs" }];
  if (first.error && !job) return html`<${Page} title="Job" trail=${trail}><${Failure} error=${first.error} retry=${first.reload} /><//>`;
  if (!job) return html`<${Page} title="Job" trail=${trail}><${SkeletonRows} /><//>`;
  const over = ENDED.includes(job.state);
  const cancel = () => cancelJob(id).then(() => say("Cancelled"), (error) => sayError(error, "Not cancelled"));
  const retry = () => retryJob(id).then((next) => (next === id ? first.reload() : navigate(`/jobs/${next}`)), (error) => sayError(error, "Not started again"));
  const actions = html`
    ${job.parent_id && html`<${Button} icon="layers" href=${`/jobs/${job.parent_id}`}>The batch<//>`}
    ${!over && html`<${Button} tone="danger" icon="x" onClick=${cancel}>Cancel<//>`}
    ${["failed", "cancelled"].includes(job.state) && html`<${Button} tone="primary" icon="rotate-ccw" onClick=${retry}>Run again<//>`}`;
  return html`<${Page} title=${job.title || job.kind} trail=${trail} actions=${actions}>
    <${Progress} job=${job} />
    <div class="split-two">
      <div class="stack">
        ${job.results?.length > 0 && html`<${Results} results=${job.results} />`}
        <${Facts} job=${job} />
      </div>
      <${Log} id=${id} state=${job.state} done=${job.done} />
    </div>
    ${job.children && html`<${Children} id=${id} stamp=${JSON.stringify(job.children)} />`}
  <//>`;
}

/** @param {{job: any}} props */
function Progress({ job }) {
  return html`<div class="stack tight">
    <div class="row spread"><span class="row"><${StateTag} state=${job.state} /><span>${job.state === "running" || job.state === "queued" ? jobLine(job) : ""}</span></span>
      <span class="soft">${[job.rate && job.state === "running" ? `${fixed(job.rate, 1)} ${job.unit || ""}/s` : "", jobWait(job)].filter(Boolean).join(" · ")}</span></div>
    ${job.state !== "cancelled" && html`<${ProgressBar} share=${job.state === "failed" ? 1 : jobShare(job)} label=${job.title || job.kind} tone=${job.state === "failed" ? "failed" : ""} />`}
    ${job.children && html`<div class="row">${Object.entries(job.children).filter(([, n]) => n).map(([state, n]) => html`<${Tag} key=${state} tone=${state === "failed" ? "brick" : ""}>${count(/** @type {number} */ (n))} ${stateWord(state)}<//>`)}</div>`}
    ${job.error && html`<div class="notice brick"><div class="grow"><strong>It failed</strong><p class="soft">${problemText(job.error)}</p></div></div>`}
  </div>`;
}

/** A result's own page where there is one. @param {string} href */
const pageOf = (href) => (href || "").replace(/^\/api\/v1/, "");

/** @param {{results: any[]}} props */
function Results({ results }) {
  return html`<${Panel} title="Results" flush><div class="rule-list">
    ${results.map((result, i) => html`<a class="line-item" key=${i} href=${pageOf(result.href)}><span class="grow clip">${result.title || result.rel}</span><${Icon} name="chevron-right" /></a>`)}
  </div><//>`;
}

/** @param {{job: any}} props */
function Facts({ job }) {
  const params = Object.entries(job.params || {});
  return html`<${Panel} title="About this job"><dl class="facts">
    <dt>Kind</dt><dd>${kindOfJob(job.kind)}</dd>
    <dt>Asked for</dt><dd><${Moment} value=${job.created_at} /></dd>
    <dt>Started</dt><dd><${Moment} value=${job.started_at} /></dd>
    <dt>Ended</dt><dd><${Moment} value=${job.finished_at} /></dd>
    ${job.attempt > 1 && html`<dt>Attempt</dt><dd>${count(job.attempt)}</dd>`}
  </dl>
  <details class="fine-print"><summary>For scripts</summary><dl class="facts">
    <dt>Kind</dt><dd class="mono">${job.kind}</dd>
    ${job.error && html`<dt>Error</dt><dd class="mono">${job.error.code}</dd>`}
    ${params.map(([name, value]) => [html`<dt key=${name}>${name}</dt>`, html`<dd class="mono">${typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>`])}
    <dt>Id</dt><dd class="mono">${job.id}</dd>
  </dl></details><//>`;
}

/** @param {{id: string, state: string, done: number}} props */
function Log({ id, state, done }) {
  const log = useGet(`/jobs/${id}/log`);
  useEffect(() => {
    const timer = setTimeout(log.reload, 1500);
    return () => clearTimeout(timer);
  }, [state, done]);
  const text = (line) => (typeof line === "string" ? line : `${line.at ? `${line.at.slice(11, 19)}  ` : ""}${line.message || line.text || ""}`);
  return html`<${Panel} title="Log" flush><${Loaded} of=${log} rows=${3}>
    ${(data) => data.lines?.length ? html`<pre class="log" tabindex="0" aria-label="Log lines">${data.lines.map(text).join("\n")}</pre>` : html`<p class="soft" style=${{ padding: "16px" }}>No lines yet.</p>`}
  <//><//>`;
}

const CHILD_COLUMNS = [
  { id: "title", label: "Job", width: 150, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/jobs/${row.id}`}>${row.title || row.kind}</a>` },
  { id: "state", label: "State", width: 96, rank: 0, cell: (row) => html`<${StateTag} state=${row.state} title=${row.error?.detail} />` },
  { id: "progress", label: "Progress", width: 200, grow: 2, rank: 2, cell: (row) => html`<${JobProgress} job=${row} />` },
];

/** @param {{id: string, stamp: string}} props */
function Children({ id, stamp }) {
  const list = useList(`/jobs/${id}/children`, {});
  useEffect(() => {
    const timer = setTimeout(() => !list.loading && list.reload(), 1000);
    return () => clearTimeout(timer);
  }, [stamp]);
  return html`<section class="stack tight"><h2>${plural(list.count, "job")} in this batch</h2>
    <div class="segment-table" style=${{ height: `${Math.min(420, 104 + 32 * list.rows.length)}px` }}><${DataTable} label="Jobs of the batch" noun=${["job", "jobs"]} columns=${CHILD_COLUMNS} list=${list}
      onOpen=${(row) => navigate(`/jobs/${row.id}`)} empty=${html`<p class="soft">No jobs in it.</p>`} /></div></section>`;
}
