// @ts-check
/** A job's progress in one line of a table: a bar while it runs, a word otherwise. */

import { html } from "../lib/html.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "./progress.js";

/** @param {{job: any}} props */
export function JobProgress({ job }) {
  if (job.state !== "running") return html`<span class="clip faint" title=${jobLine(job)}>${job.state === "succeeded" ? "" : jobLine(job)}</span>`;
  return html`<span style=${{ flex: "1 1 60px", minWidth: "48px" }}><${ProgressBar} share=${jobShare(job)} label=${job.title || job.kind} /></span>
    <span class="clip faint small-text" style=${{ flex: "2 1 0" }} title=${jobLine(job)}>${[jobLine(job), jobWait(job)].filter(Boolean).join(" · ")}</span>`;
}
