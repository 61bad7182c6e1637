// @ts-check
/** Checklists: what the station knows of names, and a new one on its way in. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { DropZone } from "../components/drop_zone.js";
import { JobProgress } from "../components/job_progress.js";
import { Page, Panel } from "../components/page.js";
import { ProgressBar } from "../components/progress.js";
import { Empty, Failure, Loaded } from "../components/states.js";
import { StateTag } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { bytes, count } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { activeGroup, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { addFiles, uploads } from "../lib/uploads.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/species.css");

const TRAIL = [{ label: "Species§many", href: "/species" }];
/** @type {[string, string][]} */
const COUNTS = [["usages", t("Names")], ["accepted", t("Accepted")], ["synonyms", t("Synonyms")], ["common_names", t("Common names")], ["places", t("Distributions")], ["n_without_parent", t("Without parent")]];

export default function Checklists() {
  const found = useGet("/checklists", { limit: 100 });
  const isOperator = Boolean(user.value?.is_operator);
  return html`<${Page} title="Checklists" shape="reading" trail=${TRAIL} lede="Names that pictures, entries and repertoires are matched with.">
    ${isOperator && html`<${Send} onStored=${found.reload} />`}
    <${Loaded} of=${found} what="The checklists could not be loaded">${(data) => (data.results.length
      ? html`<ul class="stack">${data.results.map((row) => html`<li key=${row.id}><${One} row=${row} isOperator=${isOperator} reload=${found.reload} /></li>`)}</ul>`
      : html`<${Empty} icon="list-checks" title="No checklist yet">${isOperator
        ? t("Drop a ColDP archive of the Catalogue of Life, a Darwin Core archive, or a table with a column scientific_name above.")
        : t("An administrator of the station can load one.")}<//>`)}<//>
  <//>`;
}

/** @param {{onStored: () => void}} props */
function Send({ onStored }) {
  const [key, setKey] = useState(/** @type {number | null} */ (null));
  const upload = uploads.value.find((one) => one.key === key);
  useEffect(() => {
    if (upload?.state !== "stored") return;
    setKey(null);
    onStored();
  }, [upload?.state]);
  const take = ([file]) => setKey(addFiles([file], { kind: "checklist", group_id: activeGroup.value?.id || "" })[0]);
  if (!upload) return html`<${DropZone} onFiles=${take} accept=".zip,.csv,.tsv,.txt,application/zip,text/csv" hint="A ZIP of a ColDP or Darwin Core archive, or one table of names" />`;
  if (upload.state === "failed") return html`<${Failure} error=${upload.problem} what="The checklist was not taken" retry=${() => setKey(null)} />`;
  return html`<div class="stack tight"><p>${upload.name}, ${bytes(upload.size)}</p><${ProgressBar} share=${upload.state === "verifying" ? null : upload.offset / Math.max(1, upload.size)} label=${upload.state === "verifying" ? t("Being checked") : t("On its way")} /></div>`;
}

/** @param {{row: any, isOperator: boolean, reload: () => void}} props */
function One({ row, isOperator, reload }) {
  useEffect(() => {
    if (row.state === "loading" && row.job_id) follow(row.job_id, undefined, reload);
  }, [row.state, row.job_id]);
  const job = row.job_id && jobs.value[row.job_id];
  const attempt = (act, done) => act().then(() => { say(done); reload(); }, (error) => sayError(error, "Not done"));
  const remove = async () => {
    if (await askFirst({ title: t`Remove ${row.title}`, tone: "danger", action: "Remove", text: "Its names are no longer found or matched. Species keep what they took from it." })) attempt(() => api.delete(`/checklists/${row.id}`), t("The checklist is gone"));
  };
  const tools = isOperator && html`
    ${row.can_resume && html`<${Button} small icon="play" onClick=${() => attempt(() => api.post(`/checklists/${row.id}/resume`), t("It goes on where it stopped"))}>Go on<//>`}
    ${row.state === "loading" && row.job_id ? html`<${Button} small icon="x" onClick=${() => attempt(() => api.post(`/jobs/${row.job_id}/cancel`), "Stopped; what was read is kept")}>Stop<//>` : html`<${Button} small tone="quiet" icon="trash-2" onClick=${remove}>Remove<//>`}`;
  return html`<${Panel} title=${row.title} actions=${tools}>
    <p class="row"><${StateTag} state=${row.state} /><span class="soft">${[row.alias !== row.title && row.alias, row.release, row.kind].filter(Boolean).join(" · ")}</span></p>
    ${row.state === "loading" && job && html`<div class="row"><${JobProgress} job=${job} /></div>`}
    ${row.problem && html`<p class="soft">${row.problem.detail || (row.problem.code === "cancelled" ? t("Stopped by a person. It can go on where it stopped.") : row.problem.code)}</p>`}
    <dl class="species-facts">${COUNTS.filter(([name]) => row.counts[name]).map(([name, label]) => html`<div key=${name}><dt>${label}</dt><dd class="mono">${count(row.counts[name])}</dd></div>`)}</dl>
    ${row.counts.ranks && html`<p class="small-text soft">${Object.entries(row.counts.ranks).slice(0, 12).map(([rank, n]) => `${rank} ${count(n)}`).join(" · ")}</p>`}
  <//>`;
}
