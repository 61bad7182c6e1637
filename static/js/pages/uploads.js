// @ts-check
/** What arrived and what became of it, file by file; the members of an archive too. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, StateTag } from "../components/text.js";
import { bytes } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate, place } from "../lib/router.js";
import { t } from "../lib/words.js";

/** Whether the same content was here before. @param {any} row */
const isKnown = (row) => row.problem?.code === "already-here";

/** The page of what was made from a file, or of an archive's members. @param {any} row */
function madeHref(row) {
  if (!row.result) return null;
  if (row.result.type === "recording") return `/recordings/${row.result.id}`;
  if (row.result.type === "dataset-import") return `/datasets/import?id=${row.result.id}`;
  return row.kind === "archive" ? `/uploads?parent_id=${row.id}` : null;
}

/** @param {{row: any}} props */
function Name({ row }) {
  const href = madeHref(row);
  return href ? html`<a class="clip" href=${href} title=${row.file_name}>${row.file_name}</a>` : html`<span class="clip" title=${row.file_name}>${row.file_name}</span>`;
}

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "File", width: 140, grow: 2, rank: 0, cell: (row) => html`<${Name} row=${row} />` },
  { id: "state", label: "State", width: 96, rank: 0, cell: (row) => html`<${StateTag} state=${isKnown(row) ? "known" : row.state} title=${row.problem?.detail} />` },
  { id: "problem", label: "Why", width: 180, grow: 3, rank: 2, cell: (row) => html`<span class="clip" title=${row.problem?.detail}>${isKnown(row) ? t("the same content, under an earlier name") : row.problem?.detail || ""}</span>` },
  { id: "kind", label: "Kind", width: 90, rank: 4, cell: (row) => row.kind },
  { id: "size", label: "Size", width: 80, number: true, rank: 3, cell: (row) => bytes(row.size) },
  { id: "when", label: "Arrived", width: 140, rank: 3, cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
];

const FILTERS = [
  { id: "state", label: "State", options: [{ value: "stored", label: "Stored" }, { value: "rejected", label: "Refused" }, { value: "receiving", label: "On its way" }, { value: "expired", label: "Given up" }] },
  { id: "kind", label: "Kind", options: [{ value: "recording", label: "Recording" }, { value: "archive", label: "Archive" }, { value: "clips", label: "Clips" }, { value: "series", label: "Series" }] },
];

export default function Uploads() {
  const { parent_id } = place.value.query;
  const inside = Boolean(parent_id);
  const list = useList("/uploads", { parent_id, ...activeFilters(FILTERS, ["search"]) });
  const empty = html`<${Empty} icon="upload" title="Nothing here" action=${html`<${Button} href="/recordings?add=1" icon="upload">Add recordings<//>`}>Each file that was sent stands here with what became of it.<//>`;
  const open = (row) => {
    const href = madeHref(row);
    if (href) navigate(href);
  };
  return html`<${Page} title=${inside ? t("Files of the archive") : t("Arrivals")} shape="full" trail=${inside ? [{ label: "Arrivals", href: "/uploads" }] : []}>
    <div class="toolbar"><${SearchBox} label="Search files" /><${FilterMenu} filters=${FILTERS} /><${FilterChips} filters=${FILTERS} /></div>
    <${DataTable} label="Files" noun=${["file", "files"]} columns=${COLUMNS} list=${list} onOpen=${open} empty=${empty} />
  <//>`;
}
