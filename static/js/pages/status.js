// @ts-check
/** How the station is: its parts, workers, queues, disk. */

import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { Page, Panel } from "../components/page.js";
import { ProgressBar } from "../components/progress.js";
import { Loaded } from "../components/states.js";
import { StationFaults } from "../components/station_faults.js";
import { diskOf, queuesOf, workersOf } from "../lib/health.js";
import { bytes, count, fixed, percent, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { user } from "../lib/store.js";

/** Read again this often while the page is open. */
const AGAIN_MS = 10_000;

/** What the station calls its parts and lanes of work, in words. @type {Record<string, string>} */
const PARTS = { database: t("Database"), redis: t("Redis"), storage: t("Files§part of the station"), migrations: t("Tables") };
/** @type {Record<string, string>} */
const QUEUES = { short: t("Short work"), net: t("Other servers"), audio: t("Sound and pictures"), train: t("Learning§lane of work") };

export default function Status() {
  const status = useGet("/status");
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && status.reload(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [status.reload]);
  return html`<${Page} title="Station" lede="Each part of it, and how fast it answers." actions=${html`<${Button} icon="refresh-cw" onClick=${status.reload}>Look again<//>`}>
    <${Loaded} of=${status} what="The station's state could not be read">${(data) => html`<${Facts} data=${data} />`}<//>
  <//>`;
}

/** @param {{data: any}} props */
function Facts({ data }) {
  const well = data.ok;
  const disk = diskOf(data);
  const workers = workersOf(data);
  const queues = queuesOf(data);
  const used = disk.total ? 1 - disk.free / disk.total : null;
  return html`
    <div class=${well ? "notice moss" : "notice ochre"}><${Icon} name=${well ? "circle-check" : "triangle-alert"} /><span class="grow"><strong>${well ? t("All parts answer") : t("A part needs a look")}</strong>
      ${data.version && html`<span class="faint"> · version ${data.version}</span>`}</span></div>
    <div class="flow-columns">
      <${Panel} title="Parts" flush><table class="plain-table"><tbody>${data.parts.map((part) => html`<tr key=${part.name}><th scope="row"><span class="row"><${Icon} name=${part.ok ? "circle-check" : "circle-alert"} class=${part.ok ? "moss" : "brick"} label=${part.ok ? t("answers") : t("does not answer")} />${PARTS[part.name] || part.name}</span></th>
        <td class="soft">${part.detail || ""}</td><td class="number">${part.ms === undefined || part.ms === null ? "" : `${fixed(part.ms, 1)} ms`}</td></tr>`)}</tbody></table><//>
        <${Panel} title="Work"><div class="stack tight"><p>${plural(workers, "worker")} alive</p>
          ${queues.length > 0 && html`<dl class="facts">${queues.map(({ name, queued, running }) => [html`<dt key=${name}>${QUEUES[name] || name}</dt>`, html`<dd>${count(queued)} waiting, ${count(running)} running</dd>`])}</dl>`}</div><//>
        ${used !== null && html`<${Panel} title="Disk"><div class="stack tight"><div class="row spread"><span>${percent(used, 0)} full</span><span class="soft">${bytes(disk.free)} free of ${bytes(disk.total)}</span></div>
          <${ProgressBar} share=${used} label="Disk" tone=${used > 0.9 ? "failed" : ""} /></div><//>`}
      ${user.value?.is_operator && html`<${StationFaults} />`}
    </div>`;
}
