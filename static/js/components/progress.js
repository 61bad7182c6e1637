// @ts-check
/** Progress of long work: a bar, what it is doing, how long it will take. */

import { count, dateTime, percent, wait } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** @param {{share: number | null, label: string, tone?: string}} props share null means waiting */
export function ProgressBar({ share, label, tone = "" }) {
  const known = share !== null && share !== undefined && Number.isFinite(share);
  const value = known ? Math.max(0, Math.min(1, share)) : 0;
  return html`<div class=${`progress ${known ? "" : "waiting"} ${tone}`} role="progressbar" aria-label=${label}
      aria-valuemin="0" aria-valuemax="100" aria-valuenow=${known ? Math.round(value * 100) : undefined}>
    <i style=${{ transform: `scaleX(${known ? value : 1})` }}></i>
  </div>`;
}

/** How far a job is, between 0 and 1, or null while that is unknown. @param {any} job */
export function jobShare(job) {
  if (job.state === "succeeded") return 1;
  if (typeof job.percent === "number") return job.percent / 100;
  if (job.total) return job.done / job.total;
  return job.state === "queued" ? null : 0;
}

/** "segmenting · 34 of 120 files · 28.3 %". @param {any} job */
export function jobLine(job) {
  if (job.state === "queued" && job.error && job.not_before) return t`tries again at ${dateTime(job.not_before)}: ${job.error.detail || job.error.code}`;
  if (job.state === "queued") return job.position ? t`waiting, ${count(job.position)} before it` : "waiting";
  if (job.state === "failed") return job.error?.detail || job.error?.code || "failed";
  if (job.state === "cancelled") return "cancelled";
  const parts = [job.stage || (job.state === "succeeded" ? t("done") : t("running"))];
  if (job.total > 1 && job.state === "running") parts.push(t`${count(job.done)} of ${count(job.total)}${job.unit ? ` ${job.unit}` : ""}`);
  if (job.state === "running" && jobShare(job) !== null) parts.push(percent(jobShare(job), 0));
  return parts.join(" · ");
}

/** @param {any} job */
export function jobWait(job) {
  return job.state === "running" && job.eta_s ? t`${wait(job.eta_s)} left` : "";
}
