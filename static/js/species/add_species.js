// @ts-check
/** A species added to the catalogue: looked for in the checklists, or typed where no checklist knows it. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet, useSettled } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { t } from "../lib/words.js";
import { FOUND } from "./kinds.js";

/** @param {{onClose: () => void}} props */
export function AddSpecies({ onClose }) {
  const [text, setText] = useState("");
  const [error, setError] = useState(/** @type {any} */ (null));
  const wanted = useSettled(text.trim());
  const found = useGet(wanted.length > 1 ? "/taxonomy/search" : null, { q: wanted, limit: 12 });
  const rows = found.data?.results || [];
  const add = async (name) => {
    setError(null);
    await api.post("/species", { scientific_name: name }).then(({ id }) => { onClose(); navigate(`/species/${id}`); }, setError);
  };
  return html`<${Dialog} title="Add a species" onClose=${onClose}><form class="stack" onSubmit=${(event) => { event.preventDefault(); if (text.trim()) add(rows[0]?.accepted_name || text.trim()); }}>
    <label class="field"><span class="label">Scientific or common name</span>
      <input class="input" autofocus autocomplete="off" value=${text} onInput=${(event) => setText(event.currentTarget.value)} placeholder="Parus major, great tit, prus major …" /></label>
    ${error && html`<${Failure} error=${error} what="Not added" />`}
    ${found.loading && html`<${Skeleton} />`}
    ${rows.length > 0 && html`<ul class="panel rule-list scroll-list" aria-label="Names found">${rows.map((row) => html`<li key=${`${row.checklist_id}-${row.number}`}>
      <button type="button" class="line-item plain" onClick=${() => add(row.accepted_name)}>
        <span class="grow clip"><i class="species-name">${row.name}</i> <span class="faint">${row.authorship}</span>${row.is_synonym && html` <span class="soft">→ <i class="species-name">${row.accepted_name}</i></span>`}${row.found !== row.name && html` <span class="soft">${row.found}</span>`}</span>
        <span class="faint small-text nowrap">${row.rank} · ${FOUND[row.how]}</span></button></li>`)}</ul>`}
    ${found.data && !rows.length && html`<p class="soft">${found.data.has_checklist ? t("No checklist knows this name.") : t("No checklist is loaded yet.")} It is added as it is typed, if it is a scientific name.</p>`}
    <div class="actions end"><${Button} onClick=${onClose}>Not now<//><${Button} tone="primary" type="submit" disabled=${!text.trim()}>${rows[0] ? html`Add <i>${rows[0].accepted_name}</i>` : t("Add it")}<//></div>
  </form><//>`;
}
