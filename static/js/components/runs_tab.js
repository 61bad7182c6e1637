// @ts-check
/** The runs of a recording: which is current, scores against one another, import and export, classification. */

import { api, download, getTagged, request, writeTagged } from "../lib/api.js";
import { count, duration, percent } from "../lib/format.js";
import { html, useRef, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { place, queryText } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { askFirst } from "./dialog.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";
import { Empty } from "./states.js";
import { Moment, Tag } from "./text.js";

/** @param {{recording: any, work: any}} props */
export function RunsTab({ recording, work }) {
  const [scores, setScores] = useState(/** @type {any} */ (null));
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  const known = useGet("/segmentation-methods");
  const rootId = recording.parent_id || recording.id;
  const compare = async (reference) => {
    const ids = work.segmentations.filter(({ id }) => id !== reference.id).map(({ id }) => id);
    try {
      setScores(await api.post("/segmentations/compare", { reference_id: reference.id, ids }));
    } catch (error) {
      sayError(error, "Not compared");
    }
  };
  const importFile = async (event) => {
    const [chosen] = event.currentTarget.files;
    event.currentTarget.value = "";
    if (!chosen) return;
    const form = new FormData();
    form.set("file", chosen);
    try {
      const made = await (await request("POST", `/recordings/${rootId}/segmentations/import`, { body: form })).json();
      say(t`${count(made.n_segments)} calls from ${chosen.name}${made.findings?.length ? t`, ${count(made.findings.length)} rows left out` : ""}`);
      work.reload();
    } catch (error) {
      sayError(error, "Not imported");
    }
  };
  const draw = async () => {
    try {
      await api.post(`/recordings/${rootId}/segmentations`, { origin: "person", name: "Drawn by hand", make_current: true });
      work.reload();
    } catch (error) {
      sayError(error, "Not made");
    }
  };
  const tools = may("annotator") && html`<${Button} icon="pencil" onClick=${draw}>Draw by hand<//><${Button} icon="upload" onClick=${() => file.current?.click()}>Import<//>
    <input type="file" hidden ref=${file} aria-label="Import segments" onChange=${importFile} />`;
  if (!work.loading && !work.segmentations.length) return html`<${Empty} icon="layers" title="No runs yet" action=${html`<div class="actions">${tools}</div>`}>Each search is a run of its own and keeps its settings. Calls drawn by hand or read from Raven, Audacity or CSV are runs too.<//>`;
  return html`<div class="stack"><div class="actions">${tools}</div>
    <div class="panel table-scroll"><table class="plain-table"><thead><tr><th>Run</th><th class="number">Calls</th><th class="wide-only">Preset</th><th class="wide-only">Made</th>${scores && html`<th class="number">F1, overlap</th><th class="number">F1, onset</th><th class="number wide-only">Onset error</th>`}<th><span class="sr-only">Actions</span></th></tr></thead>
      <tbody>${work.segmentations.map((run) => html`<${RunRow} key=${run.id} ...${{ run, work, scores, compare, formats: known.data?.export_formats || [], canCompare: work.segmentations.length > 1 }} />`)}</tbody></table></div></div>`;
}

/** @param {any} props */
function RunRow({ run, work, scores, compare, formats, canCompare }) {
  const mine = scores?.results.find(({ id }) => id === run.id);
  const isShown = run.id === work.segmentation?.id;
  const change = async (action, what) => {
    try {
      await action((await getTagged(`/segmentations/${run.id}`)).etag);
      work.reload();
    } catch (error) {
      sayError(error, what);
    }
  };
  const choose = () => change((etag) => writeTagged("PATCH", `/segmentations/${run.id}`, { is_current: true }, etag), t("Not chosen"));
  const remove = async () => {
    if (await askFirst({ title: t`Delete ${run.name}`, tone: "danger", action: "Delete", text: t`${count(run.n_segments)} calls go, with what was said about them.` })) change((etag) => request("DELETE", `/segmentations/${run.id}`, { ifMatch: etag }), t("Not deleted"));
  };
  const classify = async () => {
    try {
      const first = await api.get("/classifiers", { query: { state: "ready", limit: 1 } });
      if (!first.results.length) return say("There is no classifier yet: train one first");
      followAnswer(await api.post("/classification-runs", { segmentation_id: run.id, classifier_id: first.results[0].id }), () => work.reload());
      trayOpen.value = true;
      return say(t`${first.results[0].name} is at work`);
    } catch (error) {
      return sayError(error, "Not started");
    }
  };
  const save = (format) => download(`/segmentations/${run.id}/export`, `segments.${format}`, { query: { format } }).catch((error) => sayError(error, "Not written"));
  const menu = html`<${Menu} label=${t`More for ${run.name}`} class="button small icon-only quiet" align="end" face=${html`<${Icon} name="ellipsis" />`}>
    ${(close) => html`
      ${!run.is_current && may("annotator") && html`<${MenuItem} icon="check" onClick=${() => { close(); choose(); }}>Make it the current run<//>`}
      ${may("editor") && html`<${MenuItem} icon="microscope" onClick=${() => { close(); classify(); }}>Name its calls<//>`}
      ${canCompare && html`<${MenuItem} icon="target" onClick=${() => { close(); compare(run); }}>Score the others against it<//>`}
      <hr />${formats.map((format) => html`<${MenuItem} key=${format.name} icon="download" onClick=${() => { close(); save(format.name); }}>${format.title}<//>`)}
      ${may("annotator") && html`<hr /><${MenuItem} icon="trash-2" onClick=${() => { close(); remove(); }}>Delete<//>`}`}
  <//>`;
  return html`<tr><th scope="row"><a href=${place.value.path + queryText({ ...place.value.query, tab: null, segmentation: run.id })}>${run.name}</a> ${run.is_current && html`<${Tag} tone="moss">current<//>`} ${isShown && !run.is_current && html`<${Tag}>shown<//>`} ${run.is_edited && html`<${Tag} icon="pencil">corrected<//>`}</th>
    <td class="number">${count(run.n_segments)}</td><td class="wide-only">${run.preset || run.origin}</td><td class="wide-only"><${Moment} value=${run.created_at} relative /></td>
    ${scores && (run.id === scores.reference_id ? html`<td class="number" colspan="3"><${Tag}>reference<//></td>` : html`<td class="number">${percent(mine?.overlap.f1)}</td><td class="number">${percent(mine?.onset.f1)}</td><td class="number wide-only">${duration(mine?.onset.onset_error_s)}</td>`)}
    <td class="nowrap">${menu}</td></tr>`;
}
