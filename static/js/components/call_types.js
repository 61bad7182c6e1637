// @ts-check
/** The call types of one species: name, key, colour. */

import { api, getTagged, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { Button, IconButton } from "./button.js";
import { QuickForm } from "./quick_form.js";
import { Failure, SkeletonRows } from "./states.js";

const FIELDS = [
  { name: "name", label: "Name", required: true, autofocus: true },
  { name: "key", label: "Key", optional: true, maxlength: "1", hint: "One letter or digit that gives this label" },
  { name: "notes", label: "Notes", optional: true, multiline: true },
];

/** @param {{speciesId: string, canEdit: boolean, onChange: () => void}} props */
export function CallTypes({ speciesId, canEdit, onChange }) {
  const path = `/species/${speciesId}/call-types`;
  const list = useList(path, {});
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const changed = () => {
    list.reload();
    onChange();
  };
  const save = async (values) => {
    const body = { ...values, key: values.key || null };
    if (editing.id) await writeTagged("PATCH", `/call-types/${editing.id}`, body, (await getTagged(`/call-types/${editing.id}`)).etag);
    else await api.post(path, body);
    changed();
  };
  const remove = async (one) => {
    try {
      await api.delete(`/call-types/${one.id}`);
      changed();
      say(`${one.name} is deleted`, { action: { label: "Undo", run: () => api.post(path, { name: one.name, key: one.key, colour: one.colour, notes: one.notes, position: one.position }).then(changed, sayError) } });
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  if (list.error) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (list.loading) return html`<${SkeletonRows} rows=${4} />`;
  return html`<div class="stack">
    ${list.rows.length
      ? html`<ul class="panel rule-list">${list.rows.map((one) => html`<li class="line-item" key=${one.id}><span class="swatch" style=${{ background: one.colour || "var(--line-strong)" }}></span>
        <span class="grow clip">${one.name}${one.notes && html` <span class="faint">${one.notes}</span>`}</span>${one.key && html`<kbd>${one.key}</kbd>`}
        ${canEdit && html`<${IconButton} small icon="pencil" label=${`Edit ${one.name}`} onClick=${() => setEditing(one)} /><${IconButton} small icon="trash-2" label=${`Delete ${one.name}`} onClick=${() => remove(one)} />`}</li>`)}</ul>`
      : html`<p class="soft">No call types yet. Each is one kind of call in this species' repertoire.</p>`}
    ${canEdit && html`<div><${Button} icon="plus" onClick=${() => setEditing({ name: "", key: "", notes: "" })}>New call type<//></div>`}
    ${editing && html`<${QuickForm} title=${editing.id ? editing.name : "New call type"} action="Save" save=${save} onClose=${() => setEditing(null)} fields=${FIELDS} initial=${{ name: editing.name, key: editing.key || "", notes: editing.notes || "" }} />`}
  </div>`;
}
