// @ts-check
/** Starting a clustering: of which calls, by which features and method, with what set by hand. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { Loaded } from "../components/states.js";
import { WithProject } from "../components/with_project.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer } from "../lib/jobs.js";
import { asChoices, projects, sites, species } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/clustering.css");

const ANY = [{ value: "", label: "All" }, { value: "false", label: "Without a person's label" }, { value: "true", label: "With a person's label" }];

/** @param {{onClose: () => void, projectId?: string, recordingId?: string, segmentIds?: number[]}} props */
export function RunDialog({ onClose, projectId = "", recordingId = "", segmentIds }) {
  const methods = useGet("/clustering-methods");
  return html`<${Dialog} title="Group calls that are alike" onClose=${onClose}>
    <${WithProject} why=${t("Calls are those of a project’s recordings: one survey, one season, one study.")}><${Loaded} of=${methods} what="The methods could not be read">${(known) => html`<${RunForm} ...${{ known, onClose, projectId, recordingId, segmentIds }} />`}<//><//>
  <//>`;
}

/** @param {any} props */
function RunForm({ known, onClose, projectId, recordingId, segmentIds }) {
  const [more, setMore] = useState(false);
  const form = useForm({ project_id: projectId, site_id: "", species_id: "", labelled: "", name: "", method: "auto", feature_set: "embedding", map: "pca", params: {} }, async (values) => {
    const made = await api.post("/clustering-runs", toRun(values, known, recordingId, segmentIds));
    followAnswer(made);
    onClose();
    navigate(`/clusterings/${made.id}`);
  });
  const { values, set } = form;
  useEffect(() => {
    if (!values.project_id && projects.value.length) set({ project_id: projects.value[0].id });
  }, [projects.value.length]);
  const method = known.results.find(({ name }) => name === values.method);
  const titled = (list) => list.map(({ name, title }) => ({ value: name, label: title }));
  const hint = (list, name) => list.find((one) => one.name === name)?.description;
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    ${segmentIds
      ? html`<p class="soft">${plural(segmentIds.length, "chosen call")}</p>`
      : recordingId ? html`<p class="soft">The calls of this recording</p>` : html`<${SelectField} label="Calls of" options=${asChoices(projects.value)} ...${form.field("project_id")} />
        <div class="pair">
          <${SelectField} label="Site" options=${asChoices(sites.value, t("All sites"))} ...${form.field("site_id")} />
          <${SelectField} label="Species" options=${asChoices(species.value, t("All species"))} ...${form.field("species_id")} /></div>
        <${SelectField} label="Only calls" options=${ANY} ...${form.field("labelled")} />`}
    <${SelectField} label="Method" hint=${method?.description} options=${titled(known.results)} value=${values.method} onValue=${(next) => set({ method: next, params: {} })} />
    <${SelectField} label="Alike in" hint=${hint(known.feature_sets, values.feature_set)} options=${titled(known.feature_sets)} ...${form.field("feature_set")} />
    ${more
      ? html`<div class="stack">
          <${Parameters} list=${[...(method?.parameters || []), ...known.common_parameters]} values=${values.params} set=${(params) => set({ params })} />
          <${SelectField} label="Map" hint=${hint(known.maps, values.map)} options=${titled(known.maps)} ...${form.field("map")} />
          <${TextField} label="Name" optional ...${form.field("name")} /></div>`
      : html`<div><${Button} tone="quiet" icon="chevron-right" onClick=${() => setMore(true)}>Parameters, map, name<//></div>`}
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="chart-scatter" busy=${form.busy} disabled=${!values.project_id && !segmentIds}>Group them<//></div>
  </form>`;
}

/** @param {{list: any[], values: Record<string, any>, set: (params: Record<string, any>) => void}} props */
function Parameters({ list, values, set }) {
  return html`<div class="parameter-pairs">${list.map((one) => html`<${NumberField} key=${one.name} label=${one.title} min=${one.low} max=${one.high} step=${one.is_whole ? 1 : "any"}
    placeholder=${one.default === null ? t("found by itself") : ""} value=${values[one.name] ?? one.default ?? ""} onValue=${(value) => set({ ...values, [one.name]: value })} />`)}</div>`;
}

/** @param {any} values @param {any} known @param {string} recordingId @param {number[] | undefined} segmentIds */
function toRun(values, known, recordingId, segmentIds) {
  const filter = { site_id: values.site_id || null, species_id: values.species_id || null, labelled: values.labelled ? values.labelled === "true" : null };
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const params = Object.fromEntries(Object.entries(values.params).filter(([, value]) => value !== null && value !== ""));
  return {
    project_id: values.project_id, method: values.method, feature_set: values.feature_set, map: values.map, params, name: values.name.trim() || null,
    ...(segmentIds ? { segment_ids: segmentIds } : recordingId ? { recording_id: recordingId } : isFiltered ? { filter } : {}),
  };
}
