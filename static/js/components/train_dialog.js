// @ts-check
/** Training a classifier: what it learns from, by which method, under which name. */

import { api } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { asChoices, projects, species } from "../lib/names.js";
import { classifierMethod } from "../lib/method_names.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { addFiles, uploads } from "../lib/uploads.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormProblem, Segmented, SelectField, TextField, useForm } from "./form.js";
import { rowsOf } from "./run_dialogs.js";
import { SourceFields, WAYS, sourceOf } from "./train_source.js";
import { WithProject } from "./with_project.js";

const EMPTY = { name: "", method: "ensemble", from: "clips", project_id: "", species_id: "", training_set_id: "", batch_ids: /** @type {string[]} */ ([]) };

/** @param {{onClose: () => void, parent?: any}} props `parent`: the classifier this one replaces */
export function TrainDialog({ onClose, parent }) {
  const methods = useGet("/classifier-methods");
  const [uploadKey, setUploadKey] = useState(/** @type {number | null} */ (null));
  const upload = uploads.value.find(({ key }) => key === uploadKey);
  const form = useForm(startOf(parent), async (values) => {
    const made = await api.post("/classifiers", bodyOf(values, sourceOf(values, upload), parent));
    followAnswer(made);
    trayOpen.value = true;
    onClose();
    navigate(`/classifiers/${made.id}`);
  });
  const { values, set } = form;
  useEffect(() => {
    if (!values.project_id && projects.value.length) set({ project_id: projects.value[0].id });
  }, [projects.value.length]);
  const onFile = ([file]) => setUploadKey(addFiles([file], { kind: /\.zip$/i.test(file.name) ? "clips" : "labels-csv", project_id: values.project_id })[0]);
  const known = rowsOf(methods.data);
  return html`<${Dialog} title=${parent ? t`Train ${parent.name} anew` : t("Train a classifier")} onClose=${onClose}>
    <${WithProject} why=${t("A classifier learns from a project’s calls, or takes in files for one.")}><form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Name" required autofocus ...${form.field("name")} />
      <${Segmented} label="Learns from" value=${values.from} onValue=${(from) => set({ from })} options=${WAYS} />
      <${SourceFields} ...${{ form, upload, onFile }} />
      <div class="pair">
        <${SelectField} label="Method" hint=${known.find(({ name }) => name === values.method)?.description} options=${(known.length ? known : [{ name: "ensemble" }]).map(({ name }) => ({ value: name, label: classifierMethod(name) }))} ...${form.field("method")} />
        ${values.from !== "species" && html`<${SelectField} label="Species" optional options=${asChoices(species.value, t("None"))} ...${form.field("species_id")} />`}
      </div>
      <p class="soft">It is judged on recordings it never saw; copies are taken out first.</p>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="flask-conical" busy=${form.busy} disabled=${!sourceOf(values, upload)}>Train<//></div>
    </form><//>
  <//>`;
}

/** The fields to begin with: those of the classifier that is trained anew. @param {any} parent */
function startOf(parent) {
  if (!parent) return EMPTY;
  const { source } = parent;
  const from = WAYS.some(({ value }) => value === source.kind) ? source.kind : "clips";
  return {
    ...EMPTY, from, name: nextName(parent.name), method: parent.method || EMPTY.method,
    project_id: source.project_id || parent.project_id || "", species_id: source.species_id || parent.species_id || "",
    batch_ids: source.batch_ids || [], training_set_id: source.training_set_id || "",
  };
}

/** "Voles" → "Voles 2" → "Voles 3". @param {string} name */
export function nextName(name) {
  const found = /^(.*\S)\s+(\d{1,4})$/.exec(name);
  return found ? `${found[1]} ${Number(found[2]) + 1}` : `${name} 2`;
}

/** @param {any} values @param {any} source @param {any} parent */
function bodyOf(values, source, parent) {
  const isOfProject = values.from === "segments" || values.from === "clips";
  return {
    name: values.name, method: values.method, source, parent_id: parent?.id || null, species_id: values.species_id || null,
    ...(isOfProject && values.project_id ? { project_id: values.project_id } : { group_id: activeGroup.value?.id }),
  };
}
