// @ts-check
/** What a classifier is to learn from: labelled files, task batches, a project or a species. */

import { bytes, count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { asChoices, projects, species } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";
import { DropZone } from "./drop_zone.js";
import { CheckField, SelectField } from "./form.js";
import { Icon } from "./icon.js";
import { ProgressBar } from "./progress.js";
import { rowsOf } from "./run_dialogs.js";
import { Failure, SkeletonRows } from "./states.js";

export const WAYS = [
  { value: "batch", label: "Batches" },
  { value: "segments", label: "Project" },
  { value: "species", label: "Species" },
  { value: "clips", label: "Files" },
];

/** The source as the API takes it, null while something is missing. @param {any} values @param {any} upload */
export function sourceOf(values, upload) {
  if (values.from === "batch") return values.batch_ids.length ? { kind: "batch", batch_ids: values.batch_ids } : null;
  if (values.from === "segments") return values.project_id ? { kind: "segments", project_id: values.project_id, species_id: values.species_id || null } : null;
  if (values.from === "species") return values.species_id ? { kind: "species", species_id: values.species_id } : null;
  const id = values.training_set_id || (upload?.state === "stored" || upload?.state === "known" ? upload.result?.id : "");
  return id ? { kind: "training-set", training_set_id: id } : null;
}

/** @param {{form: any, upload: any, onFile: (files: File[]) => void}} props */
export function SourceFields({ form, upload, onFile }) {
  const { values, set } = form;
  if (values.from === "batch") return html`<${Batches} value=${values.batch_ids} onValue=${(batch_ids) => set({ batch_ids })} />`;
  if (values.from === "segments") return html`<${SelectField} label="Project" hint="Every segment a person has named there" options=${asChoices(projects.value)} ...${form.field("project_id")} />`;
  if (values.from === "species") return html`<${SelectField} label="Species" hint="Every segment of it that a person has named, in all projects of the group" options=${asChoices(species.value, t("Choose one"))} ...${form.field("species_id")} />`;
  return html`<${Files} ...${{ upload, values, set, onFile }} />`;
}

/** @param {{value: string[], onValue: (ids: string[]) => void}} props */
function Batches({ value, onValue }) {
  const list = useGet("/task-batches", { group_id: activeGroup.value?.id, limit: 100 });
  if (list.error) return html`<${Failure} error=${list.error} what="The batches could not be read" retry=${list.reload} />`;
  if (!list.data) return html`<${SkeletonRows} rows=${3} />`;
  const rows = rowsOf(list.data);
  if (!rows.length) return html`<p class="soft">There is no task batch yet. Make one from segments, then name its calls.</p>`;
  const toggle = (id, on) => onValue(on ? [...value, id] : value.filter((other) => other !== id));
  return html`<fieldset class="field"><legend class="label">Batches</legend><div class="stack tight scroll-short">
    ${rows.map((row) => html`<${CheckField} key=${row.id} label=${row.name} hint=${t`${count(row.n_done)} of ${plural(row.n_tasks, "task")} done · ${row.project_name}`}
      value=${value.includes(row.id)} onValue=${(on) => toggle(row.id, on)} />`)}
  </div><span class="hint">Finished or not: what people have decided so far is learned. Held-out tasks are only scored.</span></fieldset>`;
}

/** @param {any} props */
function Files({ upload, values, set, onFile }) {
  const sets = useGet("/training-sets", { limit: 100 });
  const known = rowsOf(sets.data);
  if (upload && upload.state !== "failed") {
    return html`<div class="stack tight"><div class="row spread"><span class="row"><${Icon} name="file-archive" />${upload.name}</span><span class="faint">${upload.state === "stored" ? "ready" : bytes(upload.size)}</span></div>
      <${ProgressBar} share=${upload.size ? upload.offset / upload.size : 0} label=${upload.name} /></div>`;
  }
  return html`<div class="stack tight">
    ${known.length > 0 && html`<${SelectField} label="Files" value=${values.training_set_id} onValue=${(training_set_id) => set({ training_set_id })}
      options=${[{ value: "", label: "A new one" }, ...known.map((one) => ({ value: one.id, label: `${one.name} (${plural(one.n_clips, "call")})` }))]} />`}
    ${!values.training_set_id && html`<${SelectField} label="Project" hint="Whose recordings a table is about" options=${asChoices(projects.value)} value=${values.project_id} onValue=${(project_id) => set({ project_id })} />
      <${DropZone} accept=".zip,.csv,.tsv,.txt" onFiles=${onFile} hint="A ZIP with one folder per type, clips named NUMBER_LABEL.wav, or clips with a CSV of file, label, group. Or a CSV of recording, onset, offset, label." />`}
    ${upload?.state === "failed" && html`<span class="problem"><${Icon} name="circle-alert" />${upload.problem?.detail || upload.problem?.message}</span>`}
  </div>`;
}
