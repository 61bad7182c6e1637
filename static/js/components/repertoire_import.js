// @ts-check
/** Call types from a text file: looked at first, made after. */

import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { DropZone } from "./drop_zone.js";
import { Failure } from "./states.js";

/** @param {string} path @param {File} file @param {boolean} isDry @param {Record<string, any>} [query] */
function send(path, file, isDry, query) {
  const body = new FormData();
  body.append("file", file);
  body.append("dry_run", String(isDry));
  return api.post(`${path}/import`, body, { query });
}

/** @param {{path: string, query?: Record<string, any>, onDone: () => void, onClose: () => void}} props `path` is that of the species' call types */
export function RepertoireImport({ path, query, onDone, onClose }) {
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const [plan, setPlan] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const attempt = async (act) => {
    setBusy(true);
    setError(null);
    await act().catch(setError);
    setBusy(false);
  };
  const look = (chosen) => attempt(async () => {
    setFile(chosen);
    setPlan(await send(path, chosen, true, query));
  });
  const make = () => attempt(async () => {
    const done = await send(path, /** @type {File} */ (file), false, query);
    say(t`${plural(done.n_made, "call type")} added`);
    onDone();
    onClose();
  });
  return html`<${Dialog} title="Import call types" onClose=${onClose}><div class="stack">
    ${error && html`<${Failure} error=${error} what="This file was not read" />`}
    ${plan ? html`<${Plan} plan=${plan} name=${file?.name} />`
      : html`<${DropZone} onFiles=${([chosen]) => look(chosen)} accept=".txt,.csv,.tsv,text/plain,text/csv" hint="One call type a line: its name, or short name, long name, description, colour and key, cut at tabs or commas" />`}
    <div class="actions end">
      ${plan && html`<${Button} onClick=${() => setPlan(null)}>Another file<//>`}
      <${Button} onClick=${onClose}>Not now<//>
      ${plan && html`<${Button} tone="primary" busy=${busy} disabled=${!plan.n_made} onClick=${make}>Add ${plural(plan.n_made, "call type")}<//>`}
    </div>
  </div><//>`;
}

/** What the file would add, and what it says that cannot be. @param {{plan: any, name?: string}} props */
function Plan({ plan, name }) {
  return html`<div class="stack">
    <p>${name}: ${plan.n_made ? plural(plan.n_made, "new call type") : t("nothing new")}${plan.n_present ? t`, ${plan.n_present} here already` : ""}.</p>
    ${plan.results.length > 0 && html`<ul class="panel rule-list scroll-list">${plan.results.map((line) => html`<li class="line-item" key=${line.line}>
      <span class="swatch" style=${{ background: line.colour || "var(--line-strong)" }}></span>
      <span class="grow clip">${line.name} <span class="faint">${line.long_name || line.notes}</span></span>${line.key && html`<kbd>${line.key}</kbd>`}</li>`)}</ul>`}
    ${plan.findings.length > 0 && html`<ul class="soft small-text">${plan.findings.map((one, at) => html`<li key=${at}>Line ${one.line}: ${one.message}</li>`)}</ul>`}
  </div>`;
}
