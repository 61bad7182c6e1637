// @ts-check
/** The way in: three beginnings on an empty station, then what to look at in the sample project. */

import { useSample } from "../home/use_sample.js";
import { html } from "../lib/html.js";
import { may, preferences, savePreferences } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { ProgressBar, jobLine, jobShare, jobWait } from "./progress.js";

/** An empty station: three ways to begin. @param {{onReady: () => void}} props */
export function FirstSteps({ onReady }) {
  const sample = useSample(onReady);
  return html`<div class="first-steps">
    <${Step} n="1" title="Look around first" action=${sample.job
      ? html`<${Making} job=${sample.job} />`
      : html`<${Button} tone="primary" icon="sparkles" busy=${sample.isBusy} disabled=${!may("editor")} onClick=${sample.load}>Load the sample project<//>`}>
      A made-up night of bats over noise, pictures, a tank that is measured, and a logger's temperature: every page has something to show. It takes a minute and can be deleted whole.
    <//>
    <${Step} n="2" title="Bring your own" action=${html`<div class="actions"><${Button} icon="upload" href="/recordings?add=1">Drop recordings<//><${Button} icon="images" href="/identify">Pictures<//><${Button} icon="chart-line" href="/datasets/import">Series<//></div>`}>
      Sound as WAV, FLAC, MP3 and more, pictures, CSV files of loggers: single files, a folder or a ZIP. Times, places and settings written by the device are read along.
    <//>
    <${Step} n="3" title="Let it run by itself" action=${html`<div class="actions"><${Button} icon="folder" href="/projects?new=1">Make a project<//><${Button} icon="monitor" href="/telemetry?add=1">Add a feed<//></div>`}>
      A project can search each recording for calls as it arrives and name them with a classifier of your choice. A feed brings readings live, and detectors tell you when something happens.
    <//>
  </div>`;
}

/** The sample on its way. @param {{job: any}} props */
function Making({ job }) {
  return html`<div class="stack tight" role="status">
    <${ProgressBar} share=${jobShare(job)} label="The sample project is being made" />
    <span class="soft small-text">${[jobLine(job), jobWait(job)].filter(Boolean).join(" · ")}</span>
  </div>`;
}

/** @param {{n: string, title: string, action: any, children: any}} props */
function Step({ n, title, action, children }) {
  return html`<section class="first-step"><span class="ordinal">${n}</span><h2>${title}</h2><p>${children}</p>${action}</section>`;
}

/** What to look at in the sample, one thing of each area; until the person has seen enough of it. @param {{projectId: string}} props */
export function NextSteps({ projectId }) {
  if (preferences.value.page?.first_steps === false) return null;
  const hide = () => savePreferences({ page: { ...preferences.value.page, first_steps: false } }).catch((error) => sayError(error, "Not saved"));
  return html`<section class="home-section" aria-labelledby="home-steps">
    <div class="row spread"><h2 id="home-steps">Look around in the sample project</h2><${Button} small tone="quiet" icon="x" onClick=${hide}>Hide<//></div>
    <div class="next-steps">
      <a class="next-step first" href=${`/timeline?project=${projectId}`}><${Icon} name="chart-line" /><strong>See calls per hour against temperature</strong><span>Everything of a place on one clock</span></a>
      <a class="next-step" href=${`/recordings?project_id=${projectId}`}><${Icon} name="audio-lines" /><strong>Listen to a night</strong><span>Spectrograms, calls as boxes, slowed sound</span></a>
      <a class="next-step" href="/batches?make=1"><${Icon} name="pen-line" /><strong>Name calls with one key each</strong><span>The model learns as you go</span></a>
      <a class="next-step" href="/identify"><${Icon} name="scan-search" /><strong>Find out what an animal is</strong><span>Pictures, names, your collection</span></a>
      <a class="next-step" href="/map"><${Icon} name="map" /><strong>See where it was</strong><span>Sites and sightings on a map</span></a>
      <a class="next-step" href="/telemetry"><${Icon} name="monitor" /><strong>Watch a tank fill</strong><span>Live channels, limits, events</span></a>
      <a class="next-step" href=${`/datasets?project_id=${projectId}`}><${Icon} name="table-2" /><strong>Clean a logger's file</strong><span>Step by step, each with its preview</span></a>
      <a class="next-step" href="/recordings?add=1"><${Icon} name="upload" /><strong>Bring your own</strong><span>When you have seen enough</span></a>
    </div>
  </section>`;
}
