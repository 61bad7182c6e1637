// @ts-check
/** Making and changing a target: its credentials, what it announces, how often, and in which words. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { TemplateEditor } from "./template_editor.js";
import { SEVERITIES } from "./words.js";

const BLANK = {
  name: "", kind: "in-app", settings: {}, is_live: false, is_enabled: true, detector_ids: [], kinds: [], min_severity: "info", min_confidence: 0,
  templates: {}, cooldown_s: 1800, daily_cap: 24, quiet_from: "", quiet_to: "", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", secrets_set: [],
};

/** @param {{id: string, known: any, detectors: any[], onClose: () => void, onSaved: () => void}} props `id` is "new" for a new one */
export function TargetDialog({ id, known, detectors, onClose, onSaved }) {
  const found = useResource(id === "new" ? null : id, (signal) => getTagged(`/telemetry/post-targets/${id}`, { signal }));
  const title = id === "new" ? t("New target") : found.data?.data.name || t("Target");
  return html`<${Dialog} title=${title} wide onClose=${onClose}>
    ${(id === "new" || found.data) && html`<${TargetForm} ...${{ known, detectors, onClose, onSaved }} target=${found.data?.data || BLANK} etag=${found.data?.etag || ""} isNew=${id === "new"} />`}
  <//>`;
}

/** @param {any} props */
function TargetForm({ known, detectors, target, etag, isNew, onClose, onSaved }) {
  const [shownPart, setPart] = useState("where");
  const form = useForm({ ...target, quiet_from: target.quiet_from || "", quiet_to: target.quiet_to || "", secrets: {} }, async (values) => {
    const body = toBody(values);
    if (isNew) await api.post("/telemetry/post-targets", { ...body, group_id: activeGroup.value?.id, kind: values.kind });
    else await writeTagged("PATCH", `/telemetry/post-targets/${target.id}`, body, etag);
    say("Saved");
    onSaved();
  });
  const { values, set } = form;
  const kind = known.results.find(({ name }) => name === values.kind);
  const parts = [["where", t("Where")], ["what", t("What")], ["when", t("How often")], ["words", t("Words")]];
  return html`<form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <div class="row" role="group" aria-label="Parts">${parts.map(([part, label]) => html`<${Button} key=${part} small tone=${shownPart === part ? "primary" : ""} aria-pressed=${shownPart === part} onClick=${() => setPart(part)}>${label}<//>`)}</div>
    ${shownPart === "where" && html`<${Where} ...${{ form, kind, known, isNew, target }} />`}
    ${shownPart === "what" && html`<${What} ...${{ form, detectors }} />`}
    ${shownPart === "when" && html`<${When} form=${form} />`}
    ${shownPart === "words" && html`<${TemplateEditor} kind=${values.kind} defaults=${known.default_templates} detectorId=${values.detector_ids[0]} templates=${values.templates} onTemplates=${(templates) => set({ templates })} />`}
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy} disabled=${!values.name.trim()}>Save<//></div>
  </form>`;
}

/** @param {any} values */
function toBody(values) {
  const templates = Object.fromEntries(Object.entries(values.templates).map(([kind, texts]) => [kind, texts.filter((text) => text.trim())]).filter(([, texts]) => texts.length));
  return {
    name: values.name.trim(), settings: values.settings, is_live: values.is_live, is_enabled: values.is_enabled, detector_ids: values.detector_ids,
    min_severity: values.min_severity, min_confidence: values.min_confidence, templates, cooldown_s: values.cooldown_s, daily_cap: values.daily_cap,
    quiet_from: values.quiet_from || null, quiet_to: values.quiet_to || null, time_zone: values.time_zone,
    ...(Object.keys(values.secrets).length ? { secrets: values.secrets } : {}),
  };
}

/** @param {any} props */
function Where({ form, kind, known, isNew, target }) {
  const { values, set } = form;
  return html`
    <${TextField} label="Name" required ...${form.field("name")} />
    ${isNew && html`<${SelectField} label="Kind" options=${known.results.map(({ name, label }) => ({ value: name, label }))} value=${values.kind} onValue=${(next) => set({ kind: next, settings: {}, secrets: {} })} />`}
    <p class="hint">${kind.about}</p>
    ${kind.fields.map((field) => (field.is_secret
      ? html`<${TextField} key=${field.name} label=${field.label} type="password" autocomplete="new-password" optional=${!field.is_required} value=${values.secrets[field.name] ?? ""}
          hint=${target.secrets_set.includes(field.name) ? t("Kept encrypted; empty leaves it as it is.") : field.help} onValue=${(value) => set({ secrets: { ...values.secrets, [field.name]: value } })} />`
      : html`<${TextField} key=${field.name} label=${field.label} hint=${field.help} optional=${!field.is_required} value=${values.settings[field.name] ?? ""} problem=${field.name === "address" ? form.field("address").problem : ""}
          onValue=${(value) => set({ settings: { ...values.settings, [field.name]: value } })} />`))}
    <${CheckField} label="Live" hint="Off: announcements are written into the outbox and not sent." value=${values.is_live} onValue=${(is_live) => set({ is_live })} />
    ${form.field("is_live").problem && html`<span class="problem">${form.field("is_live").problem}</span>`}
    <${CheckField} label="Switched on" value=${values.is_enabled} onValue=${(is_enabled) => set({ is_enabled })} />`;
}

/** @param {any} props */
function What({ form, detectors }) {
  const { values, set } = form;
  const toggle = (id) => set({ detector_ids: values.detector_ids.includes(id) ? values.detector_ids.filter((other) => other !== id) : [...values.detector_ids, id] });
  return html`
    <fieldset class="field"><legend class="label">Events of</legend>
      ${detectors.length ? detectors.map((row) => html`<${CheckField} key=${row.id} label=${row.name} value=${values.detector_ids.includes(row.id)} onValue=${() => toggle(row.id)} />`) : html`<p class="soft">There are no detectors yet.</p>`}
    </fieldset>
    <div class="pair"><${SelectField} label="Severity at least" options=${SEVERITIES} ...${form.field("min_severity")} />
      <${NumberField} label="Confidence at least" min="0" max="1" step="0.05" ...${form.field("min_confidence")} /></div>`;
}

/** @param {any} props */
function When({ form }) {
  const { values, set } = form;
  return html`
    <div class="pair"><${NumberField} label="Cooldown for each detector" unit="min" min="0" value=${values.cooldown_s / 60} onValue=${(minutes) => set({ cooldown_s: (minutes ?? 0) * 60 })} />
      <${NumberField} label="At most a day" min="1" step="1" ...${form.field("daily_cap")} /></div>
    <div class="pair"><${TextField} label="Quiet from" type="time" optional ...${form.field("quiet_from")} /><${TextField} label="Quiet to" type="time" optional ...${form.field("quiet_to")} /></div>
    <${TextField} label="Time zone of these hours" ...${form.field("time_zone")} />`;
}
