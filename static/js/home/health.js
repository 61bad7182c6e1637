// @ts-check
/** How the station is: its parts, its workers, its disk, and what the group's files take of it. */

import { Icon } from "../components/icon.js";
import { ProgressBar } from "../components/progress.js";
import { Loaded } from "../components/states.js";
import { bytes, percent, plural } from "../lib/format.js";
import { diskOf, queuesOf, workersOf } from "../lib/health.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Above it a disk needs someone. */
const FULL = 0.9;

/** @param {{status: import("../lib/resource.js").Resource<any>, stored: Record<string, number>}} props `stored`: bytes of the group's files by kind */
export function Health({ status, stored }) {
  return html`<section class="home-section" aria-labelledby="home-station">
    <div class="row spread"><h2 id="home-station">Station</h2><a href="/status">Details</a></div>
    <div class="panel panel-body"><${Loaded} of=${status} rows=${4} what="The station's state could not be read">
      ${(data) => html`<${Facts} data=${data} stored=${stored} />`}
    <//></div>
  </section>`;
}

/** @param {{data: any, stored: Record<string, number>}} props */
function Facts({ data, stored }) {
  const { total, free } = diskOf(data);
  const used = total ? 1 - free / total : null;
  const workers = workersOf(data);
  const queued = queuesOf(data).reduce((sum, queue) => sum + queue.queued, 0);
  return html`<div class="stack">
    <div class="row"><${Icon} name=${data.ok ? "circle-check" : "triangle-alert"} class=${data.ok ? "moss" : "ochre"} /><span>${data.ok ? t("All parts answer") : t("A part needs a look")}</span></div>
    <div class="row"><${Icon} name="cpu" class=${workers ? "" : "brick"} /><span>${workers ? html`${plural(workers, "worker")} alive` : t("No worker is alive: nothing is processed")}${queued > 0 ? html`, ${plural(queued, "job waits", "jobs wait")}` : ""}</span></div>
    ${used !== null && html`<div class="stack tight"><div class="row spread"><span class="row"><${Icon} name="hard-drive" />Disk</span><span class="soft">${bytes(free)} free of ${bytes(total)}</span></div>
      <${ProgressBar} share=${used} label=${t`Disk ${percent(used, 0)} full`} tone=${used > FULL ? "failed" : ""} /></div>`}
    <${Stored} stored=${stored} />
  </div>`;
}

/** @param {{stored: Record<string, number>}} props */
function Stored({ stored }) {
  const sum = stored.recordings + stored.pictures + stored.datasets;
  return html`<div class="stack tight">
    <div class="row spread"><span class="row"><${Icon} name="archive" />Files of this group</span><span class="soft">${bytes(sum)}</span></div>
    ${sum > 0 && html`<ul class="faint small-text stored-parts">
      ${stored.recordings > 0 && html`<li>Recordings ${bytes(stored.recordings)}</li>`}
      ${stored.pictures > 0 && html`<li>Pictures ${bytes(stored.pictures)}</li>`}
      ${stored.datasets > 0 && html`<li>Datasets ${bytes(stored.datasets)}</li>`}
    </ul>`}
  </div>`;
}
