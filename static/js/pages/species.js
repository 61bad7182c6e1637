// @ts-check
/** The catalogue: every species of the station, those seen last and most, filters by taxonomy and Red List. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { SpeciesName } from "../components/text.js";
import { loadStyle } from "../lib/assets.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet, useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";
import { AddSpecies } from "../species/add_species.js";
import { RED_LIST } from "../species/kinds.js";

loadStyle("/static/css/species.css");

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** @type {import("../components/filters.js").Filter[]} */
const FILTERS = [
  { id: "is_seen", label: "Seen here", options: YES_NO },
  { id: "iucn_status", label: "Red List", options: Object.entries(RED_LIST).map(([value, label]) => ({ value, label })) },
  { id: "is_verified", label: "Verified", options: YES_NO },
  { id: "kingdom", label: "Kingdom" }, { id: "phylum", label: "Phylum" }, { id: "class_name", label: "Class" },
  { id: "order_name", label: "Order§rank" }, { id: "family", label: "Family" }, { id: "genus", label: "Genus" },
];

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "number", label: "No.", width: 56, number: true, rank: 3, sort: "creation_index", cell: (row) => (row.creation_index ? count(row.creation_index) : html`<span class="faint" title="Not seen here yet">–</span>`) },
  { id: "name", label: "Species", width: 200, grow: 3, rank: 0, sort: "scientific_name", cell: (row) => html`<a class="clip" href=${`/species/${row.id}`}><${SpeciesName} name=${row.scientific_name} /></a>` },
  { id: "common", label: "Common name", width: 150, grow: 2, rank: 1, sort: "common_name", cell: (row) => html`<span class="clip">${row.common_name}</span>` },
  { id: "family", label: "Family", width: 120, grow: 1, rank: 4, sort: "family", cell: (row) => row.family },
  { id: "class", label: "Class", width: 100, rank: 6, cell: (row) => row.class_name },
  { id: "status", label: "Red List", width: 76, rank: 5, cell: (row) => row.iucn_status && html`<abbr title=${RED_LIST[row.iucn_status]}>${row.iucn_status}</abbr>` },
  { id: "seen", label: "Observed", width: 84, number: true, rank: 2, sort: "n_observations", cell: (row) => count(row.n_observations) },
  { id: "verified", label: "Verified", width: 76, rank: 7, cell: (row) => (row.verified_at ? t("yes") : html`<span class="faint">–</span>`) },
];

export default function Species() {
  const { query } = place.value;
  const ordering = query.ordering || "scientific_name";
  const list = useList("/species", { ordering, ...activeFilters(FILTERS, ["search"]) });
  const add = html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ add: 1 })}>Add a species<//>`;
  const isNarrowed = query.search || FILTERS.some(({ id }) => query[id]);
  const empty = isNarrowed
    ? html`<${Empty} icon="search" title="No species matches" action=${html`<${Button} onClick=${() => setQuery(Object.fromEntries(["search", ...FILTERS.map(({ id }) => id)].map((id) => [id, null])))}>Show all<//>`}>Try another word, or fewer filters.<//>`
    : html`<${Empty} icon="leaf" title="No species yet" action=${add}>A species is here once somebody has named it: in a collection, in a picture, in a repertoire. Load a checklist, and names are found as you type.<//>`;
  return html`<${Page} title=${t("Species§many")} shape="full" actions=${html`<${Button} icon="list-checks" href="/checklists">Checklists<//>${(list.rows.length > 0 || isNarrowed) && add}`}>
    ${!isNarrowed && list.rows.length > 0 && html`<${Strips} />`}
    <div class="toolbar"><${SearchBox} label="Search species" /><${FilterMenu} filters=${FILTERS} /><${FilterChips} filters=${FILTERS} /></div>
    <${DataTable} label="Species" noun=${["species", "species"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/species/${row.id}`} onOpen=${(row) => navigate(`/species/${row.id}`)} empty=${empty} />
    ${query.add && html`<${AddSpecies} onClose=${() => setQuery({ add: null })} />`}
  <//>`;
}

/** The newest and the most observed, in a line each. */
function Strips() {
  const recent = useGet("/species/recent", { limit: 20 });
  const most = useGet("/species/most-observed", { limit: 8 });
  return html`${strip(t("First seen lately"), recent.data, (row) => t`No. ${row.creation_index}`)}${strip(t("Most observed"), most.data, (row) => plural(row.n_observations, "entry", "entries"))}`;
}

/** @param {string} title @param {any} data @param {(row: any) => string} note */
function strip(title, data, note) {
  if (!data?.results.length) return null;
  return html`<section class="species-strip"><h2 class="small-text soft">${title}</h2><ul class="row" aria-label=${title}>${data.results.map((row) => html`<li key=${row.id}><a class="chip" href=${`/species/${row.id}`} title=${row.common_name}><i class="species-name">${row.scientific_name}</i> <span class="faint">${note(row)}</span></a></li>`)}</ul></section>`;
}
