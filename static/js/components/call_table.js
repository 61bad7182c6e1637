// @ts-check
/** The table of calls: where, when, what it is, how sure. */

import { callHref, similarHref } from "../lib/calls.js";
import { duration, frequency, position } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { zoneOf } from "../lib/names.js";
import { Button, IconButton } from "./button.js";
import { ColumnMenu, useColumnChoice } from "./filters.js";
import { Empty } from "./states.js";
import { DataTable } from "./table.js";
import { CallLabel, Meter, Moment } from "./text.js";

/** @type {(import("./table.js").Column & {hidden?: boolean})[]} */
const COLUMNS = [
  { id: "type", label: "Type", width: 130, grow: 1, rank: 0, cell: (row) => html`<${CallLabel} label=${row.label || row.predicted} person=${Boolean(row.label)} isUnknown=${!row.label && row.is_unknown} />` },
  { id: "sure", label: "Confidence", width: 120, rank: 1, cell: (row) => html`<${Meter} share=${row.is_unknown ? null : row.confidence} label="How sure the model is" />` },
  { id: "recording", label: "Recording", width: 150, grow: 2, rank: 2, cell: (row) => html`<a class="clip" href=${callHref(row)} title=${row.recording_name}>${row.recording_name}</a>` },
  { id: "at", label: "In the file", width: 88, number: true, rank: 2, sort: "onset_s", cell: (row) => position(row.onset_s) },
  { id: "duration", label: "Length", width: 72, number: true, rank: 3, cell: (row) => duration(row.offset_s - row.onset_s) },
  { id: "low", label: "Lowest", width: 76, number: true, rank: 5, cell: (row) => frequency(row.low_hz) },
  { id: "high", label: "Highest", width: 76, number: true, rank: 5, cell: (row) => frequency(row.high_hz) },
  { id: "site", label: "Site", width: 110, grow: 1, rank: 6, cell: (row) => html`<span class="clip">${row.site || "–"}</span>` },
  { id: "note", label: "Note", width: 120, grow: 1, rank: 7, hidden: true, cell: (row) => html`<span class="clip" title=${row.note}>${row.note || ""}</span>` },
  { id: "alike", label: "", about: "More like it", width: 32, rank: 3, cell: (row) => html`<${IconButton} small icon="search" label="Find more like this" href=${similarHref([row.id])} />` },
  { id: "when", label: "When", width: 150, rank: 4, cell: (row) => html`<${Moment} value=${row.at} zone=${zoneOf(row)} />` },
];

/** @param {{query: Record<string, any>, filtered: boolean}} props */
export function CallTable({ query, filtered }) {
  const list = useList("/results/calls", { ordering: place.value.query.ordering, ...query });
  const choice = useColumnChoice("calls", COLUMNS);
  const empty = filtered
    ? html`<${Empty} icon="search" title="No call matches" action=${html`<${Button} onClick=${() => navigate(place.value.path)}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="table-2" title="No calls yet" action=${html`<${Button} tone="primary" href="/recordings">To the recordings<//>`}>Search recordings for calls, and name them with a classifier or by hand; then they stand here by type and hour.<//>`;
  return html`<div style=${{ display: "flex", flex: "1 0 340px", minHeight: 0 }}><${DataTable} label="Calls" noun=${["call", "calls"]} columns=${choice.shown} list=${list} ordering=${place.value.query.ordering}
    onOrdering=${(next) => setQuery({ ordering: next })} rowHref=${callHref} onOpen=${(row) => navigate(callHref(row))} empty=${empty} foot=${html`<${ColumnMenu} columns=${COLUMNS} choice=${choice} />`} /></div>`;
}
