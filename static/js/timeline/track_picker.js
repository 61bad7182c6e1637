// @ts-check
/** Choosing tracks: everything of the place, by kind, found by typing. */

import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { html, useState } from "../lib/html.js";
import { useGet, useSettled } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { inOwnWords, ownWord } from "./own_words.js";
import { isSpecies, specText } from "./spec.js";

export const MOST_TRACKS = 12;

/** @param {{place: {project_id: string, site_id?: string}, chosen: import("./types.js").Spec[], onClose: () => void, onAdd: (spec: import("./types.js").Spec) => void}} props */
export function TrackPicker({ place, chosen, onClose, onAdd }) {
  const [text, setText] = useState("");
  const search = useSettled(text, 200);
  const found = useGet("/timeline/tracks", { ...place, search: search || undefined });
  const taken = new Set(chosen.map((spec) => specText({ ...spec, measure: "" })));
  const isFull = chosen.length >= MOST_TRACKS;
  return html`<${Dialog} title="Add a track" onClose=${onClose}>
    <div class="stack">
      <label class="field"><span class="label">Search</span>
        <input class="input" type="search" value=${text} onInput=${(event) => setText(event.currentTarget.value)} placeholder="Species, call type, channel, series, detector" autofocus /></label>
      ${isFull && html`<p class="notice ochre">A timeline holds ${MOST_TRACKS} tracks.</p>`}
      ${found.error ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${6} />`
        : html`<div class="tl-choices">${groups(found.data.results.map((row) => inOwnWords(row, row.kind))).map(([heading, rows]) => html`<section key=${heading}>
            <h3>${heading}</h3>
            <ul aria-label=${heading}>${rows.map((row) => html`<${Row} key=${row.kind + row.key} row=${row} isTaken=${taken.has(specText({ ...row, measure: "" }))} isFull=${isFull} onAdd=${onAdd} />`)}</ul>
          </section>`)}</div>`}
      ${found.data && !found.data.results.length && html`<p class="soft">Nothing here is called that.</p>`}
      ${found.data && !found.data.is_complete && html`<p class="faint small-text">There are more than fit here: search for them.</p>`}
      <div class="actions end"><${Button} tone="primary" onClick=${onClose}>Done<//></div>
    </div>
  <//>`;
}

/** @param {any[]} rows @returns {[string, any[]][]} */
function groups(rows) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const row of rows) found.set(row.heading, [...(found.get(row.heading) || []), row]);
  return [...found];
}

/** @param {{row: any, isTaken: boolean, isFull: boolean, onAdd: (spec: import("./types.js").Spec) => void}} props */
function Row({ row, isTaken, isFull, onAdd }) {
  return html`<li>
    <div class="grow"><strong>${isSpecies(row) ? html`<i class="species-name">${row.title}</i>` : row.title}</strong> <span class="soft small-text">${row.detail}</span></div>
    <span class="faint small-text">${ownWord(row.unit)}</span>
    ${isTaken ? html`<span class="faint">added</span>`
      : html`<${Button} small icon="plus" disabled=${isFull} onClick=${() => onAdd({ kind: row.kind, key: row.key, measure: "" })} aria-label=${t`Add ${row.title}, ${row.detail || row.heading}`}>Add<//>`}
  </li>`;
}
