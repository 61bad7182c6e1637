// @ts-check
/** Sending files of values: where they belong, in which zone their clocks ran, and the files themselves. */

import { DropZone } from "../components/drop_zone.js";
import { CheckField, SelectField } from "../components/form.js";
import { UploadList } from "../components/upload_list.js";
import { WithProject } from "../components/with_project.js";
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { asChoices, findIn, projects, sites } from "../lib/names.js";
import { navigate, place } from "../lib/router.js";
import { addFiles, onStored } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { takeHeld } from "./pending.js";
import { zoneChoices } from "./zones.js";
import { OpenImports } from "./open_imports.js";

export function SendFiles() {
  const [values, setValues] = useState({ project_id: place.value.query.project_id || "", site_id: "", time_zone: "", direct: false });
  const [sent, setSent] = useState(/** @type {number[]} */ ([]));
  const set = (patch) => setValues((before) => ({ ...before, ...patch }));
  const project_id = values.project_id || projects.value[0]?.id || "";
  const mine = useMemo(() => sites.value.filter((site) => site.project_id === project_id), [sites.value, project_id]);
  const site = findIn(sites, values.site_id);
  const send = (files) => {
    setSent(addFiles(files, { kind: "series", project_id, site_id: values.site_id, time_zone: values.time_zone, direct: String(values.direct) }));
  };
  useEffect(() => {
    const held = takeHeld();
    if (held.length && project_id) send(held);
  }, [project_id]);
  useEffect(() => onStored((upload) => {
    if (upload.result?.type === "dataset-import" && sent.length === 1 && sent[0] === upload.key && !values.direct) navigate(`/datasets/import?id=${upload.result.id}`);
  }), [sent, values.direct]);
  return html`<${WithProject} why=${t("Series belong to a project: one survey, one season, one building.")}><div class="stack">
    <${UploadList} />
    <${OpenImports} />
    <div class="form import-place">
      <div class="pair">
        <${SelectField} label="Project" name="project_id" value=${project_id} options=${asChoices(projects.value)} onValue=${(next) => set({ project_id: next, site_id: "" })} />
        <${SelectField} label="Site" name="site_id" optional value=${values.site_id} options=${asChoices(mine, t("None"))} onValue=${(site_id) => set({ site_id })} />
        <${SelectField} label="Clock" name="time_zone" value=${values.time_zone} hint="For times that do not say their zone" options=${zoneChoices(site ? t`The site's: ${site.time_zone}` : t("Ask me when the file does not say"))} onValue=${(time_zone) => set({ time_zone })} />
      </div>
      <${CheckField} label="Import at once what leaves nothing open" hint="Files that are read without any doubt are not asked about" value=${values.direct} onValue=${(direct) => set({ direct })} />
      <${DropZone} folders onFiles=${send} hint="CSV, TSV, TXT (also .gz or .zip), Excel, Parquet, NDJSON, up to 500 MB each. A broken connection carries on where it stopped." />
    </div>
  </div><//>`;
}
