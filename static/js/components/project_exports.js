// @ts-check
/** A project as an archive for another station, and the other files made of it, kept for a week. */

import { api, downloadByLink } from "../lib/api.js";
import { bytes } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { useList } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";
import { CheckField } from "./form.js";
import { JobProgress } from "./job_progress.js";
import { Failure } from "./states.js";
import { Moment, StateTag } from "./text.js";

const KINDS = { "project-archive": t("Everything"), features: t("27 measures"), "features-rich": t("All measures"), hdf5: t("Measures and probabilities") };

/** @param {{projectId: string}} props */
export function ProjectExports({ projectId }) {
  const list = useList("/exports", { project_id: projectId });
  const [withSound, setWithSound] = useState(true);
  const [busy, setBusy] = useState(false);
  const waiting = list.rows.filter(({ state }) => state === "waiting").map(({ job_id }) => job_id).join();
  useEffect(() => {
    for (const id of waiting.split(",").filter(Boolean)) follow(id, undefined, list.reload);
  }, [waiting]);
  const begin = async () => {
    setBusy(true);
    await api.post("/exports", { kind: "project-archive", project_id: projectId, with_sound: withSound }).then(list.reload, (error) => sayError(error, "Not begun"));
    setBusy(false);
  };
  return html`<div class="stack">
    ${may("editor") && html`<${CheckField} label="With the sound files" hint="Without them another station knows the calls but cannot play them" value=${withSound} onValue=${setWithSound} />
      <div class="actions"><${Button} icon="package" busy=${busy} onClick=${begin}>Export project<//></div>`}
    ${list.error && html`<${Failure} error=${list.error} retry=${list.reload} />`}
    ${list.rows.length > 0 && html`<ul class="panel rule-list">${list.rows.map((row) => html`<${ExportRow} key=${row.id} row=${row} reload=${list.reload} />`)}</ul>`}
  </div>`;
}

/** @param {{row: any, reload: () => void}} props */
function ExportRow({ row, reload }) {
  const job = jobs.value[row.job_id];
  const fetchIt = () => api.post(`/exports/${row.id}/link`).then(({ url }) => downloadByLink(url), (error) => sayError(error, "Not fetched"));
  const remove = () => api.delete(`/exports/${row.id}`).then(reload, (error) => sayError(error, "Not removed"));
  return html`<li class="line-item">
    <span class="grow clip">${row.file_name || KINDS[row.kind]} <span class="faint small-text">${row.size_bytes ? bytes(row.size_bytes) : ""}</span></span>
    ${row.state === "waiting" && job ? html`<${JobProgress} job=${job} />` : html`<${StateTag} state=${row.state === "waiting" ? "building" : row.state} title=${row.problem?.detail || ""} />`}
    <span class="faint small-text nowrap"><${Moment} value=${row.created_at} relative /></span>
    ${row.state === "ready" && html`<${IconButton} small icon="download" label=${t`Download ${row.file_name}`} onClick=${fetchIt} />`}
    ${may("editor") && row.state !== "waiting" && html`<${IconButton} small icon="trash-2" label="Remove the file" onClick=${remove} />`}
  </li>`;
}
