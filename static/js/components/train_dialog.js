// @ts-check
/** Training a classifier: what it learns from, by which method, under which name. */

import { api } from "../lib/api.js";
import { bytes } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { asChoices, projects, species } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { addFiles, uploads } from "../lib/uploads.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { DropZone } from "./drop_zone.js";
import { FormProblem, Segmented, SelectField, TextField, useForm } from "./form.js";
import { Icon } from "./icon.js";
import { ProgressBar } from "./progress.js";
import { choicesOf, rowsOf } from "./run_dialogs.js";

/** @param {{onClose: () => void, parentId?: string}} props */
export function TrainDialog({ onClose, parentId }) {
  const methods = useGet("/classifier-methods");
  const sets = useGet("/training-sets", { limit: 100 });
  const [uploadKey, setUploadKey] = useState(/** @type {number | null} */ (null));
  const upload = uploads.value.find(({ key }) => key === uploadKey);
  const form = useForm(
    { name: "", method: "ensemble", from: "clips", project_id: "", species_id: "", training_set_id: "" },
    async (values) => {
      const made = await api.post("/classifiers", trainBody(values, upload, parentId));
      followAnswer(made);
      trayOpen.value = true;
      onClose();
      navigate(`/classifiers/${made.id}`);
    },
  );
  const { values, set } = form;
  useEffect(() => {
    if (!values.project_id && projects.value.length) set({ project_id: projects.value[0].id });
  }, [projects.value.length]);
  const known = rowsOf(sets.data);
  const ready = values.from === "segments" ? Boolean(values.project_id) : Boolean(values.training_set_id || upload?.state === "stored");
  return html`<${Dialog} title="Train a classifier" onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Name" required autofocus ...${form.field("name")} />
      <${Segmented} label="Learns from" value=${values.from} onValue=${(from) => set({ from })} options=${[{ value: "clips", label: "Labelled clips" }, { value: "segments", label: "Labelled segments" }]} />
      ${values.from === "clips"
        ? html`<${ClipsChoice} ...${{ known, upload, values, set, onFile: ([file]) => setUploadKey(addFiles([file], { kind: "clips", project_id: values.project_id })[0]) }} />`
        : html`<${SelectField} label="Project" hint="Every segment a person has labelled there" options=${asChoices(projects.value)} ...${form.field("project_id")} />`}
      <div class="pair">
        <${SelectField} label="Method" hint=${rowsOf(methods.data).find(({ name }) => name === values.method)?.description} options=${rowsOf(methods.data).length ? choicesOf(rowsOf(methods.data)) : [{ value: "ensemble", label: "ensemble" }]} ...${form.field("method")} />
        <${SelectField} label="Species" optional options=${asChoices(species.value, "None")} ...${form.field("species_id")} />
      </div>
      <p class="soft">It is judged on recordings it never saw; copies are taken out first.</p>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="flask-conical" busy=${form.busy} disabled=${!ready}>Train<//></div>
    </form>
  <//>`;
}

/** @param {any} values @param {any} upload @param {string} [parentId] */
function trainBody(values, upload, parentId) {
  const source = values.from === "segments"
    ? { kind: "segments", project_id: values.project_id, species_id: values.species_id || null }
    : { kind: "training-set", training_set_id: values.training_set_id || upload?.result?.id };
  return {
    name: values.name, method: values.method, source, parent_id: parentId || null, species_id: values.species_id || null,
    ...(values.project_id ? { project_id: values.project_id } : { group_id: activeGroup.value?.id }),
  };
}

/** @param {any} props */
function ClipsChoice({ known, upload, values, set, onFile }) {
  if (upload && upload.state !== "failed") {
    return html`<div class="stack tight"><div class="row spread"><span class="row"><${Icon} name="file-archive" />${upload.name}</span><span class="faint">${upload.state === "stored" ? "ready" : bytes(upload.size)}</span></div>
      <${ProgressBar} share=${upload.size ? upload.offset / upload.size : 0} label=${upload.name} /></div>`;
  }
  return html`<div class="stack tight">
    ${known.length > 0 && html`<${SelectField} label="Clips" value=${values.training_set_id} onValue=${(training_set_id) => set({ training_set_id })} options=${[{ value: "", label: "A new ZIP" }, ...known.map((one) => ({ value: one.id, label: one.name }))]} />`}
    ${!values.training_set_id && html`<${DropZone} accept=".zip" onFiles=${onFile} hint="A ZIP with one folder per type, or clips named NUMBER_LABEL.wav" />`}
    ${upload?.state === "failed" && html`<span class="problem" style=${{ color: "var(--brick)" }}>${upload.problem?.detail || upload.problem?.message}</span>`}
  </div>`;
}
