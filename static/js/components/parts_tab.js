// @ts-check
/** The parts a long recording was split into. */

import { duration, position } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { DataTable } from "./table.js";
import { StateTag } from "./text.js";

const COLUMNS = [
  { id: "name", label: "Part", width: 160, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/recordings/${row.id}`}>${row.name}</a>` },
  { id: "offset", label: "Begins at", width: 100, number: true, rank: 1, cell: (row) => position(row.offset_s) },
  { id: "duration", label: "Length", width: 92, number: true, rank: 2, cell: (row) => duration(row.duration_s) },
  { id: "state", label: "State", width: 92, rank: 2, cell: (row) => html`<${StateTag} state=${row.state} />` },
];

/** @param {{recording: any}} props */
export function PartsTab({ recording }) {
  const list = useList(`/recordings/${recording.id}/parts`, {});
  return html`<div class="segment-table"><${DataTable} label="Parts" noun=${["part", "parts"]} columns=${COLUMNS} list=${list} onOpen=${(row) => navigate(`/recordings/${row.id}`)} empty=${html`<p class="soft">No parts.</p>`} /></div>`;
}
