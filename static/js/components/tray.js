// @ts-check
/** The job tray: running work stays in sight while one moves about. */

import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { ENDED, activeJobs, cancelJob, clearEnded, recentJobs, retryJob, trayOpen } from "../lib/jobs.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "./progress.js";

/** The button in the top bar: a ring that fills with the work. */
export function TrayButton() {
  const running = activeJobs.value;
  const shares = running.map((job) => jobShare(job) || 0);
  const share = shares.length ? shares.reduce((a, b) => a + b, 0) / shares.length : 0;
  const text = running.length ? plural(running.length, "job") : t("Jobs");
  return html`<button type="button" class="button quiet" aria-expanded=${trayOpen.value ? "true" : "false"} aria-label=${running.length ? t`${text} running` : t("Jobs")}
      title="Running and recent jobs" onClick=${() => { trayOpen.value = !trayOpen.value; }}>
    <svg class="job-ring" viewBox="0 0 16 16" aria-hidden="true">
      <circle class="track" cx="8" cy="8" r="6" />
      ${running.length > 0 && html`<circle class="done" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="100" stroke-dashoffset=${100 - Math.max(4, share * 100)} />`}
    </svg>
    <span class="wide-only">${text}</span>
  </button>`;
}

/** The tray itself. */
export function Tray() {
  if (!trayOpen.value) return null;
  const jobs = recentJobs.value;
  const ended = jobs.filter((job) => ENDED.includes(job.state));
  return html`<aside class="tray" aria-label="Jobs">
    <header class="tray-head">
      <strong class="grow">${activeJobs.value.length ? t`${plural(activeJobs.value.length, "job")} at work` : t("No job at work")}</strong>
      ${ended.length > 0 && html`<${Button} small tone="quiet" onClick=${clearEnded}>Clear ${count(ended.length)} ended<//>`}
      <${IconButton} icon="x" label="Close the job tray" onClick=${() => { trayOpen.value = false; }} />
    </header>
    ${jobs.length
      ? html`<ul class="tray-list rule-list">${jobs.map((job) => html`<${TrayItem} key=${job.id} job=${job} />`)}</ul>`
      : html`<p class="soft" style=${{ padding: "16px" }}>Segmentation, classification, imports and training appear here while they run.</p>`}
    <a class="menu-item" href="/jobs" style=${{ borderTop: "1px solid var(--line)", borderRadius: 0, paddingLeft: "16px" }}>All jobs</a>
  </aside>`;
}

/** @param {{job: any}} props */
function TrayItem({ job }) {
  const over = ENDED.includes(job.state);
  const result = job.results?.find((link) => link.href?.startsWith("/") && !link.href.startsWith("/api/"));
  return html`<li class="tray-item">
    <a class="clip" href=${result && job.state === "succeeded" ? result.href : `/jobs/${job.id}`}>${job.title || job.kind}</a>
    ${!over && html`<${IconButton} small icon="x" label=${t`Cancel ${job.title || t("this job")}`} onClick=${() => cancelJob(job.id).catch((error) => sayError(error, "Not cancelled"))} />`}
    ${["failed", "cancelled"].includes(job.state) && html`<${IconButton} small icon="rotate-ccw" label=${t`Run ${job.title || t("this job")} again`} onClick=${() => retryJob(job.id).catch((error) => sayError(error, "Not started again"))} />`}
    ${job.state === "succeeded" && html`<span></span>`}
    ${!["cancelled", "succeeded"].includes(job.state) && html`<${ProgressBar} share=${job.state === "failed" ? 1 : jobShare(job)} label=${job.title || job.kind} tone=${job.state === "failed" ? "failed" : ""} />`}
    <span class="tray-line"><span class="clip" title=${jobLine(job)}>${jobLine(job)}</span><span class="nowrap">${jobWait(job)}</span></span>
  </li>`;
}
