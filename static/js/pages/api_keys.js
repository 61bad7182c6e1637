// @ts-check
/** API keys for scripts and curl. */

import { Button, IconButton } from "../components/button.js";
import { Dialog, askFirst } from "../components/dialog.js";
import { CheckField, FormProblem, SelectField, TextField, useForm } from "../components/form.js";
import { Page } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const DAY_MS = 86_400_000;
const LIFE = [{ value: "", label: "Until it is revoked" }, { value: "30", label: "30 days" }, { value: "90", label: "90 days" }, { value: "365", label: "One year" }];

export default function ApiKeys() {
  const list = useGet("/me/api-keys");
  const [making, setMaking] = useState(false);
  const revoke = async (key) => {
    if (!(await askFirst({ title: t`Revoke ${key.name}`, tone: "danger", action: "Revoke", text: "Scripts that use it are refused from now on." }))) return;
    api.delete(`/me/api-keys/${key.id}`).then(list.reload, (error) => sayError(error, "Not revoked"));
  };
  const button = html`<${Button} tone="primary" icon="plus" onClick=${() => setMaking(true)}>New key<//>`;
  return html`<${Page} title="API keys" lede="For curl and scripts: whatever this page does, the HTTP API does too." actions=${html`<${Button} href="/api/docs" icon="book-open">API documents<//>${list.data?.results.length > 0 && button}`}>
    <${Loaded} of=${list} rows=${4}>${(page) => page.results.length
      ? html`<div class="panel table-scroll"><table class="plain-table"><thead><tr><th>Name</th><th>Key</th><th>May</th><th class="wide-only">Made</th><th>Last used</th><th class="wide-only">Ends</th><th><span class="sr-only">Actions</span></th></tr></thead>
        <tbody>${page.results.map((key) => html`<tr key=${key.id}><th scope="row">${key.name}</th><td class="mono">${key.hint}…</td><td><span class="row">${key.scopes.map((scope) => html`<${Tag} key=${scope}>${scope}<//>`)}</span></td>
          <td class="wide-only"><${Moment} value=${key.created_at} /></td><td><${Moment} value=${key.last_used_at} relative /></td><td class="wide-only">${key.expires_at ? html`<${Moment} value=${key.expires_at} />` : t("never")}</td>
          <td><${IconButton} small icon="trash-2" label=${t`Revoke ${key.name}`} onClick=${() => revoke(key)} /></td></tr>`)}</tbody></table></div>`
      : html`<${Empty} icon="key-round" title="No keys yet" action=${button}>A key lets a script act as you, for reading or also for writing, until it ends or is revoked.<//>`}<//>
    ${making && html`<${NewKey} onClose=${() => { setMaking(false); list.reload(); }} />`}
  <//>`;
}

/** @param {{onClose: () => void}} props */
function NewKey({ onClose }) {
  const [made, setMade] = useState(/** @type {any} */ (null));
  const form = useForm({ name: "", writes: true, days: "" }, async ({ name, writes, days }) => {
    const expires_at = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    setMade(await api.post("/me/api-keys", { name, scopes: writes ? ["read", "write"] : ["read"], expires_at }));
  });
  if (made) return html`<${Dialog} title=${made.name || t("The key")} onClose=${onClose}><${ShownOnce} secret=${made.key} onClose=${onClose} /><//>`;
  return html`<${Dialog} title="New key" onClose=${onClose}><form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${TextField} label="Name" required autofocus hint="Where it will be used" ...${form.field("name")} />
    <${CheckField} label="May also write" hint="Without this it only reads" value=${form.values.writes} onValue=${(writes) => form.set({ writes })} />
    <${SelectField} label="Ends" options=${LIFE} ...${form.field("days")} />
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} type="submit" tone="primary" busy=${form.busy}>Make the key<//></div>
  </form><//>`;
}

/** @param {{secret: string, onClose: () => void}} props */
function ShownOnce({ secret, onClose }) {
  const copy = () => navigator.clipboard.writeText(secret).then(() => say("Key copied"), () => say("Select the key and copy it"));
  return html`<div class="stack"><p>Copy it now: it is not shown again.</p><div class="secret"><span class="grow">${secret}</span><${IconButton} icon="copy" label="Copy the key" onClick=${copy} /></div>
    <pre class="log" tabindex="0" aria-label="Example">curl -H "Authorization: Bearer ${secret.slice(0, 8)}…" ${location.origin}/api/v1/recordings</pre>
    <div class="actions end"><${Button} tone="primary" onClick=${onClose}>I have it<//></div></div>`;
}
