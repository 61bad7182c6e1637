// @ts-check
/** Datasets of the group, and the files that are still on their way in. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { DropVeil } from "../components/drop_zone.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, StateTag } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { onAnyEvent } from "../lib/live.js";
import { asChoices, findIn, projects, sites } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { OpenImports } from "../series/open_imports.js";
import { hold } from "../series/pending.js";
import { spanText, stepText } from "../series/facts.js";

loadStyle("/static/css/series.css");

/** @param {(row: any) => void} remove @returns {import("../components/table.js").Column[]} */
const columns = (remove) => [
  { id: "name", label: "Dataset", width: 160, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/datasets/${row.id}`}>${row.name}</a>` },
  { id: "state", label: "State", width: 92, rank: 5, cell: (row) => html`<${StateTag} state=${row.current ? "ready" : "building"} />` },
  { id: "columns", label: "Columns", width: 110, grow: 2, rank: 4, cell: (row) => html`<span class="clip faint" title=${names(row)}>${names(row)}</span>` },
  { id: "rows", label: "Rows", width: 84, number: true, rank: 2, cell: (row) => count(row.current?.n_rows) },
  { id: "step", label: "Step", width: 76, number: true, rank: 3, cell: (row) => stepText(row.current?.step_s) },
  { id: "span", label: "Span", width: 84, number: true, rank: 5, cell: (row) => spanText(row.current?.start_at, row.current?.end_at) },
  { id: "versions", label: "Versions", width: 72, number: true, rank: 6, cell: (row) => count(row.n_versions) },
  { id: "site", label: "Site", width: 100, grow: 1, rank: 7, cell: (row) => html`<span class="clip">${findIn(sites, row.site_id)?.name || "–"}</span>` },
  { id: "changed", label: "Changed", width: 104, rank: 6, sort: "updated_at", cell: (row) => html`<${Moment} value=${row.updated_at} relative />` },
  ...(may("editor") ? [{ id: "remove", label: "", about: "Delete", width: 32, rank: 3, cell: (row) => html`<${IconButton} small icon="trash-2" label=${t`Delete ${row.name}`} onClick=${(event) => { event.stopPropagation(); remove(row); }} />` }] : []),
];

/** @param {any} row */
const names = (row) => (row.current?.columns || []).map((column) => (column.unit ? `${column.name} (${column.unit})` : column.name)).join(", ");

export default function Datasets() {
  const group_id = activeGroup.value?.id;
  const filters = [{ id: "project_id", label: "Project", options: asChoices(projects.value) }, { id: "site_id", label: "Site", options: asChoices(sites.value) }];
  const narrowing = activeFilters(filters);
  const list = useList("/datasets", { group_id, ...narrowing });
  useEffect(() => onAnyEvent((event) => event === "dataset.changed" && list.reload()), [list.reload]);
  const canAdd = may("editor");
  useKeys("Datasets", { n: ["Import a series", () => navigate("/datasets/import")] }, []);
  const remove = async (row) => {
    if (!(await askFirst({ title: t`Delete ${row.name}`, tone: "danger", action: "Delete", text: "All its versions go, with their findings. The file it was imported from goes too." }))) return;
    try {
      await api.delete(`/datasets/${row.id}`);
      list.reload();
      say(t`${row.name} is deleted`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const add = canAdd && html`<${Button} tone="primary" icon="upload" href="/datasets/import" title="Import a series (n)">Import a series<//>`;
  const empty = Object.keys(narrowing).length
    ? html`<${Empty} icon="search" title="No dataset matches" action=${html`<${Button} onClick=${() => navigate("/datasets")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="chart-line" title="No series yet" action=${add}>A logger's or meter's file becomes a dataset: read exactly, put on a grid, cleaned step by step. Nothing is dropped or changed without an account of it.<//>`;
  return html`<${Page} title="Datasets" shape="full" actions=${list.rows.length > 0 && add}>
    <${OpenImports} />
    <div class="toolbar"><${SearchBox} label="Search datasets" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Datasets" noun=${["dataset", "datasets"]} columns=${columns(remove)} list=${list} rowHref=${(row) => `/datasets/${row.id}`} onOpen=${(row) => navigate(`/datasets/${row.id}`)}
      ordering=${place.value.query.ordering || "-created_at"} onOrdering=${(ordering) => setQuery({ ordering })} empty=${empty} />
    ${canAdd && html`<${DropVeil} text="Drop to import series" onFiles=${(files) => { hold(files); navigate("/datasets/import"); }} />`}
  <//>`;
}
