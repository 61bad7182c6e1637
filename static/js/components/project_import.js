// @ts-check
/** A project from another station: its archive is sent, checked and taken in while one watches. */

import { api } from "../lib/api.js";
import { bytes, plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { reloadNames } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { addFiles, uploads } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { DropZone } from "./drop_zone.js";
import { JobProgress } from "./job_progress.js";
import { ProgressBar } from "./progress.js";
import { Failure } from "./states.js";

/** @param {{groupId: string, onClose: () => void}} props */
export function ProjectImport({ groupId, onClose }) {
  const [key, setKey] = useState(/** @type {number | null} */ (null));
  const upload = uploads.value.find((one) => one.key === key);
  const importId = upload?.state === "stored" ? upload.result?.id : null;
  const take = ([file]) => setKey(addFiles([file], { kind: "project-archive", group_id: groupId })[0]);
  return html`<${Dialog} title="Import a project" onClose=${onClose}><div class="stack">
    ${!upload && html`<${DropZone} onFiles=${take} accept=".zip,application/zip" hint="The archive that another station made of a project" />`}
    ${upload?.state === "failed" && html`<${Failure} error=${upload.problem} what="The archive was not taken" />`}
    ${upload && !["failed", "stored"].includes(upload.state) && html`<p>${upload.name}, ${bytes(upload.size)}</p>
      <${ProgressBar} share=${upload.state === "verifying" ? null : upload.offset / Math.max(1, upload.size)} label=${upload.state === "verifying" ? t("Being checked") : t("On its way")} />`}
    ${importId && html`<${Taking} id=${importId} onClose=${onClose} />`}
    <div class="actions end">${upload?.state === "failed" && html`<${Button} onClick=${() => setKey(null)}>Another file<//>`}<${Button} onClick=${onClose}>Close<//></div>
  </div><//>`;
}

/** From the stored archive to the project. @param {{id: string, onClose: () => void}} props */
function Taking({ id, onClose }) {
  const found = useGet(`/project-imports/${id}`);
  const row = found.data;
  useEffect(() => {
    if (row?.state === "waiting" && row.job_id) follow(row.job_id, undefined, found.reload);
    if (row?.state === "ready") reloadNames();
  }, [row?.state, row?.job_id]);
  if (found.error) return html`<${Failure} error=${found.error} retry=${found.reload} />`;
  if (!row) return null;
  if (row.state === "failed") return html`<${Failure} error=${{ ...row.problem, status: 422 }} what="Nothing of the archive was kept" />`;
  if (row.state === "waiting") return html`<p>The archive is here and being taken in. You may close this.</p>${jobs.value[row.job_id] && html`<div class="row"><${JobProgress} job=${jobs.value[row.job_id]} /></div>`}`;
  const open = () => {
    onClose();
    navigate(`/projects/${row.project_id}`);
  };
  return html`<p>${plural(row.counts.recordings || 0, "recording")}, ${plural(row.counts.segments || 0, "segment")}, ${plural(row.counts.tasks || 0, "task")} are here.</p>
    ${row.notes.map((note, at) => html`<p class="soft small-text" key=${at}>${note}</p>`)}
    <div><${Button} tone="primary" icon="folder" onClick=${open}>Open the project<//></div>`;
}
