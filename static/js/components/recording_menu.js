// @ts-check
/** What can be done with one recording: classify, download, correct its facts, delete. */

import { api, downloadByLink, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { asChoices, projects, sites, species } from "../lib/names.js";
import { navigate } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { askFirst } from "./dialog.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";
import { QuickForm } from "./quick_form.js";
import { ClassifyDialog } from "./run_dialogs.js";

/** @param {{recording: any, etag: string, reload: () => void, onClassified: () => void}} props */
export function RecordingMenu({ recording, etag, reload, onClassified }) {
  const [dialog, setDialog] = useState("");
  const close = () => setDialog("");
  const save = async () => {
    try {
      const { url } = await api.post(`/recordings/${recording.id}/download-link`);
      downloadByLink(url);
    } catch (error) {
      sayError(error, "Not handed out");
    }
  };
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${recording.name}`, tone: "danger", action: "Delete", text: "The file goes, and with it its calls and what was said about them. This cannot be undone." }))) return;
    try {
      await api.delete(`/recordings/${recording.id}`, { ifMatch: etag });
      say(t`${recording.name} is deleted`);
      navigate("/recordings");
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  return html`
    ${may("editor") && html`<${Button} icon="microscope" onClick=${() => setDialog("classify")}>Classify<//>`}
    <${Menu} label="More for this recording" class="button icon-only" align="end" face=${html`<${Icon} name="ellipsis" />`}>
      ${(shut) => html`
        <${MenuItem} icon="download" onClick=${() => { shut(); save(); }}>Download the file<//>
        ${may("editor") && html`<${MenuItem} icon="chart-scatter" href=${`/clusterings?make=1&project_id=${recording.project_id}&recording_id=${recording.parent_id || recording.id}`}>Group its calls<//>`}
        ${may("editor") && html`<${MenuItem} icon="pencil" onClick=${() => { shut(); setDialog("facts"); }}>Correct its facts<//>`}
        ${may("editor") && html`<hr /><${MenuItem} icon="trash-2" onClick=${() => { shut(); remove(); }}>Delete<//>`}`}
    <//>
    ${dialog === "classify" && html`<${ClassifyDialog} ids=${[recording.id]} onClose=${close} onEnd=${onClassified} />`}
    ${dialog === "facts" && html`<${FactsForm} ...${{ recording, etag, onClose: close, onSaved: reload }} />`}`;
}

/** @param {{recording: any, etag: string, onClose: () => void, onSaved: () => void}} props */
function FactsForm({ recording, etag, onClose, onSaved }) {
  const fields = [
    { name: "name", label: "Name", required: true },
    { name: "project_id", label: "Project", kind: "select", options: asChoices(projects.value) },
    { name: "site_id", label: "Site", kind: "select", optional: true, options: asChoices(sites.value.filter((site) => site.project_id === recording.project_id), t("None")) },
    { name: "species_id", label: "Species", kind: "select", optional: true, options: asChoices(species.value, t("None")) },
    { name: "recorded_at", label: "Recorded at", type: "datetime-local", step: "1", optional: true, hint: "In this device's time zone" },
    { name: "temperature_c", label: "Temperature", unit: "°C", kind: "number", optional: true },
    { name: "time_expansion", label: "Time expansion", kind: "number", min: "0.1", max: "100" },
    { name: "notes", label: "Notes", multiline: true, optional: true },
  ];
  const initial = Object.fromEntries(fields.map(({ name }) => [name, recording[name] ?? ""]));
  initial.recorded_at = localInput(recording.recorded_at);
  const save = async (values) => {
    const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== initial[name]).map(([name, value]) => [name, value === "" && name !== "notes" ? null : value]));
    if (changed.recorded_at) changed.recorded_at = new Date(changed.recorded_at).toISOString();
    if (Object.keys(changed).length) await writeTagged("PATCH", `/recordings/${recording.id}`, changed, etag);
    say("Saved");
    onSaved();
  };
  return html`<${QuickForm} title="Correct its facts" action="Save" fields=${/** @type {any} */ (fields)} initial=${initial} save=${save} onClose=${onClose} />`;
}

/** A moment as a local date-time field takes it. @param {string | null} iso */
function localInput(iso) {
  if (!iso) return "";
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
