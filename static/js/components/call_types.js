// @ts-check
/** The call types of one species, in their order: dragged, or moved by the keys of the handle. */

import { api, download, getTagged, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { CallTypeRow } from "./call_type_row.js";
import { QuickForm } from "./quick_form.js";
import { RepertoireImport } from "./repertoire_import.js";
import { Failure, SkeletonRows } from "./states.js";

const FIELDS = [
  { name: "name", label: "Name", required: true, autofocus: true, hint: "The label as tables and files have it" },
  { name: "short_name", label: "Short name", optional: true, maxlength: "20", hint: "For boxes and buttons" },
  { name: "long_name", label: "Long name", optional: true, maxlength: "200" },
  { name: "key", label: "Key", optional: true, maxlength: "1", hint: "One letter or digit that gives this label" },
  { name: "colour", label: "Colour", type: "color" },
  { name: "notes", label: "Description", optional: true, multiline: true },
];

const NEW = { name: "", short_name: "", long_name: "", key: "", colour: "", notes: "" };

/** The ids with one of them at another place. @param {any[]} rows @param {number} from @param {number} to */
export function moved(rows, from, to) {
  const next = [...rows];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** @param {{speciesId: string, groupId?: string, canEdit: boolean, onChange: () => void}} props */
export function CallTypes({ speciesId, groupId, canEdit, onChange }) {
  const path = `/species/${speciesId}/call-types`;
  const query = { group_id: groupId };
  const list = useList(path, { limit: 500, ...query });
  const [editing, setEditing] = useState(/** @type {any} */ (null));
  const [importing, setImporting] = useState(false);
  const changed = () => {
    list.reload();
    onChange();
  };
  const write = async (one, body) => writeTagged("PATCH", `/call-types/${one.id}`, body, (await getTagged(`/call-types/${one.id}`)).etag);
  const save = async (values) => {
    const body = { ...values, key: values.key || null, colour: values.colour || undefined };
    await (editing.id ? write(editing, body) : api.post(path, body, { query }));
    changed();
  };
  const attempt = (what, act) => act().then(changed, (error) => sayError(error, what));
  const actions = {
    edit: setEditing,
    retire: (one, is_retired) => attempt(t("Not changed"), () => write(one, { is_retired })),
    remove: (one) => attempt(t("Not deleted"), async () => {
      await api.delete(`/call-types/${one.id}`);
      const { name, short_name, long_name, key, colour, notes, position } = one;
      say(t`${one.name} is deleted`, { action: { label: t("Undo"), run: () => api.post(path, { name, short_name, long_name, key, colour, notes, position }, { query }).then(changed, sayError) } });
    }),
  };
  if (list.error) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (list.loading) return html`<${SkeletonRows} rows=${4} />`;
  const offered = list.rows.filter((one) => !one.is_retired);
  const retired = list.rows.filter((one) => one.is_retired);
  return html`<div class="stack">
    ${offered.length ? html`<${Ordered} ...${{ rows: offered, retired, path, query, canEdit, actions, setRows: list.setRows, reload: list.reload }} />`
      : html`<p class="soft">No call types yet. Each is one kind of call in this species' repertoire.</p>`}
    ${retired.length > 0 && html`<details><summary class="soft small-text">Retired (${retired.length})</summary>
      <ul class="panel rule-list">${retired.map((one) => html`<${CallTypeRow} key=${one.id} ...${{ one, canEdit, actions }} />`)}</ul></details>`}
    <div class="actions">
      ${canEdit && html`<${Button} icon="plus" onClick=${() => setEditing(NEW)}>New call type<//><${Button} icon="upload" onClick=${() => setImporting(true)}>Import<//>`}
      ${list.rows.length > 0 && html`<${Button} icon="download" onClick=${() => download(`${path}/export`, "call_types.tsv", { query }).catch((error) => sayError(error, "Not saved"))}>Export<//>`}
    </div>
    ${editing && html`<${QuickForm} title=${editing.id ? editing.name : t("New call type")} action="Save" save=${save} onClose=${() => setEditing(null)}
      fields=${editing.id ? FIELDS : FIELDS.filter(({ name }) => name !== "colour")} initial=${Object.fromEntries(Object.keys(NEW).map((name) => [name, editing[name] || ""]))} />`}
    ${importing && html`<${RepertoireImport} path=${path} query=${query} onDone=${changed} onClose=${() => setImporting(false)} />`}
  </div>`;
}

/** The list people choose from; a row is dragged by its handle, or moved with the arrow keys on it. @param {any} props */
function Ordered({ rows, retired, path, query, canEdit, actions, setRows, reload }) {
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const [over, setOver] = useState(/** @type {number | null} */ (null));
  const move = async (from, to) => {
    setHeld(null);
    setOver(null);
    if (from === to || to < 0 || to >= rows.length) return;
    const next = [...moved(rows, from, to), ...retired];
    setRows(() => next);
    try {
      await api.put(`${path}/order`, { query, body: { ids: next.map(({ id }) => id) } });
    } catch (error) {
      sayError(error, "The order was not saved");
      reload();
    }
  };
  return html`<ul class="panel rule-list">${rows.map((one, at) => html`<${CallTypeRow} key=${one.id} ...${{ one, canEdit, actions }}
    grip=${{ at, held, over, hold: setHeld, hover: setOver, move }} />`)}</ul>`;
}
