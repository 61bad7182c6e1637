// @ts-check
/** Reading a catalogue of channels from CSV into a source. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { DropZone } from "../components/drop_zone.js";
import { SelectField } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Failure } from "../components/states.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";

/** @param {{sources: any[], onClose: () => void, onDone: () => void}} props */
export function CatalogueDialog({ sources, onClose, onDone }) {
  const [source, setSource] = useState(sources[0]?.id || "");
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const [state, setState] = useState(/** @type {{busy?: boolean, error?: any, outcome?: any}} */ ({}));
  const send = async () => {
    if (!file) return;
    const form = new FormData();
    form.append("source_id", source);
    form.append("file", file);
    setState({ busy: true });
    try {
      setState({ outcome: await api.post("/telemetry/catalogue", form) });
      onDone();
    } catch (error) {
      setState({ error });
    }
  };
  const { outcome } = state;
  return html`<${Dialog} title="Read a catalogue" onClose=${onClose}>
    <div class="form">
      <p class="soft">A CSV with a column <span class="mono">public_id</span> and any of name, description, unit, kind, value_texts, limits. The space station's published catalogue is understood too; units it has wrong are put right.</p>
      ${state.error && html`<${Failure} error=${state.error} what="The catalogue was not read" />`}
      <${SelectField} label="Into the source" options=${sources.map(({ id, name }) => ({ value: id, label: name }))} value=${source} onValue=${setSource} />
      ${file
        ? html`<div class="row"><${Icon} name="table-2" /><span class="grow clip">${file.name}</span><${Button} small onClick=${() => setFile(null)}>Another file<//></div>`
        : html`<${DropZone} accept=".csv,text/csv" onFiles=${([first]) => setFile(first || null)} hint="The catalogue as CSV" />`}
      ${outcome && html`<div class="notice moss" role="status"><div class="stack tight">
        <strong>${plural(outcome.n_created, "channel")} made, ${outcome.n_changed} changed, ${outcome.n_unchanged} as they were</strong>
        ${outcome.n_corrected_units > 0 && html`<span>${plural(outcome.n_corrected_units, "unit")} put right.</span>`}
        ${outcome.problems.map((problem) => html`<span key=${problem} class="soft">${problem}</span>`)}
      </div></div>`}
      <div class="actions end"><${Button} onClick=${onClose}>${outcome ? t("Done") : t("Not now")}<//><${Button} tone="primary" icon="upload" busy=${state.busy} disabled=${!file || !source} onClick=${send}>Read it<//></div>
    </div>
  <//>`;
}
