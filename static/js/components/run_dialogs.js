// @ts-check
/** Asking for work on recordings: search for calls, classify them, move them. */

import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { FormProblem, SelectField, useForm } from "./form.js";
import { Empty } from "./states.js";

/** @param {any} value @returns {any[]} a list however the server wraps it */
export function rowsOf(value) {
  if (Array.isArray(value)) return value;
  if (Array.isArray(value?.results)) return value.results;
  return value && typeof value === "object" ? Object.entries(value).map(([name, one]) => ({ name, .../** @type {any} */ (one) })) : [];
}

/** @param {any[]} rows */
export function choicesOf(rows) {
  return rows.map((row) => ({ value: row.name || row.id, label: row.label || row.title || row.name }));
}

/** The answers of a started run go to the tray. @param {any} answer @param {string} text @param {() => void} onClose @param {() => void} [onEnd] */
function started(answer, text, onClose, onEnd) {
  followAnswer(answer, onEnd);
  trayOpen.value = true;
  say(text);
  onClose();
}

/** @param {{ids: string[], onClose: () => void}} props */
export function SegmentDialog({ ids, onClose }) {
  const known = useGet("/segmentation-methods");
  const methods = rowsOf(known.data?.methods).filter((method) => !method.needs_model);
  const presets = rowsOf(known.data?.presets);
  const form = useForm({ method: "adaptive", preset: "auto" }, async (values) => {
    started(await api.post("/recordings/bulk", { action: "segment", ids, ...values }), t`Searching ${plural(ids.length, "recording")} for calls`, onClose);
  });
  return html`<${Dialog} title=${t`Search ${plural(ids.length, "recording")} for calls`} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <div class="pair">
        <${SelectField} label="Preset" hint="Automatic looks at the rate and the content of each file" options=${[{ value: "auto", label: "Automatic" }, ...choicesOf(presets).filter(({ value }) => value !== "auto")]} ...${form.field("preset")} />
        <${SelectField} label="Method" options=${methods.length ? choicesOf(methods) : [{ value: "adaptive", label: "Adaptive" }]} ...${form.field("method")} />
      </div>
      <p class="soft">Each search is a run of its own; earlier ones stay.</p>
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="scissors" busy=${form.busy}>Search<//></div>
    </form>
  <//>`;
}

/** @param {{ids: string[], onClose: () => void, onEnd?: () => void}} props */
export function ClassifyDialog({ ids, onClose, onEnd }) {
  const classifiers = useGet("/classifiers", { limit: 200 });
  const ready = (classifiers.data?.results || []).filter((one) => !one.state || one.state === "ready");
  const form = useForm({ classifier_id: "" }, async (values) => {
    const classifier_id = values.classifier_id || ready[0]?.id;
    started(await api.post("/recordings/bulk", { action: "classify", ids, classifier_id }), t`Classifying the calls of ${plural(ids.length, "recording")}`, onClose, onEnd);
  });
  return html`<${Dialog} title=${t`Classify the calls of ${plural(ids.length, "recording")}`} onClose=${onClose}>
    ${classifiers.data && !ready.length
      ? html`<${Empty} icon="microscope" title="No classifier yet" action=${html`<${Button} tone="primary" href="/classifiers?train=1">Train one<//>`}>A classifier learns from labelled clips or from segments you have labelled.<//>`
      : html`<form class="form" onSubmit=${form.onSubmit}>
        <${FormProblem} form=${form} />
        <${SelectField} label="Classifier" hint="It works on the current segmentation of each recording" options=${ready.map(({ id, name }) => ({ value: id, label: name }))} ...${{ ...form.field("classifier_id"), value: form.values.classifier_id || ready[0]?.id }} />
        <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" icon="microscope" busy=${form.busy}>Classify<//></div>
      </form>`}
  <//>`;
}

/** @param {{ids: string[], onClose: () => void, onDone: () => void}} props */
export function MoveDialog({ ids, onClose, onDone }) {
  const projects = useGet("/projects", { limit: 200, group_id: activeGroup.value?.id });
  const rows = projects.data?.results || [];
  const form = useForm({ project_id: "" }, async (values) => {
    const project_id = values.project_id || rows[0]?.id;
    await api.post("/recordings/bulk", { action: "move", ids, project_id });
    say(t`${plural(ids.length, "recording")} moved to ${rows.find(({ id }) => id === project_id)?.name}`);
    onDone();
    onClose();
  });
  return html`<${Dialog} title=${t`Move ${plural(ids.length, "recording")}`} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${SelectField} label="To the project" options=${rows.map(({ id, name }) => ({ value: id, label: name }))} ...${{ ...form.field("project_id"), value: form.values.project_id || rows[0]?.id }} />
      <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Move<//></div>
    </form>
  <//>`;
}
