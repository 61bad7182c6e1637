// @ts-check
/** What runs now. */

import { ProgressBar, jobLine, jobShare, jobWait } from "../components/progress.js";
import { html } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";

/** Jobs that the page shows; the tray and the list have all. */
const SHOWN = 5;

export function AtWork() {
  const running = activeJobs.value;
  return html`<section class="home-section" aria-labelledby="home-work">
    <div class="row spread"><h2 id="home-work">At work</h2><a href="/jobs">All jobs</a></div>
    ${running.length
      ? html`<ul class="panel rule-list">${running.slice(0, SHOWN).map((job) => html`<li class="tray-item" key=${job.id}>
          <a class="clip" href=${`/jobs/${job.id}`}>${job.title || job.kind}</a><span class="faint small-text nowrap">${jobWait(job)}</span>
          <${ProgressBar} share=${jobShare(job)} label=${job.title || job.kind} />
          <span class="tray-line">${jobLine(job)}</span>
        </li>`)}</ul>`
      : html`<p class="soft">Nothing runs.</p>`}
  </section>`;
}
