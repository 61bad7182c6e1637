// @ts-check
/** Task batches: what there is to label, how far it is, and making a new one. */

import { BatchDialog } from "../components/batch_dialog.js";
import { BatchProgress } from "../components/batch_progress.js";
import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, SpeciesName, StateTag, Tag } from "../components/text.js";
import { html, useEffect } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { projects, species } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";

const STATES = [{ value: "open", label: "Open" }, { value: "closed", label: "Closed" }, { value: "building", label: "Being made" }, { value: "failed", label: "Failed" }];

/** @param {any} row */
const canLabel = (row) => row.state === "open" && row.n_done < row.n_tasks && may("annotator");

/** @param {{row: any}} props */
function Deadline({ row }) {
  if (!row.deadline) return html`<span class="faint">–</span>`;
  const late = row.n_done < row.n_tasks && new Date(row.deadline).getTime() < Date.now();
  return late ? html`<${Tag} tone="ochre" icon="clock" title="The day it was wanted by is past"><${Moment} value=${row.deadline} /><//>` : html`<${Moment} value=${row.deadline} />`;
}

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Batch", width: 150, grow: 2, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/batches/${row.id}`} title=${row.instructions || row.name}>${row.name}</a>` },
  { id: "progress", label: "Labelled", width: 170, grow: 2, rank: 1, under: true, cell: (row) => html`<${BatchProgress} batch=${row} />` },
  { id: "label", label: "", width: 96, rank: 0, cell: (row) => canLabel(row) && html`<${Button} small icon="pen-line" href=${`/batches/${row.id}/annotate`}>${t("Label§do")}<//>` },
  { id: "state", label: "State", width: 104, rank: 2, under: true, cell: (row) => html`<${StateTag} state=${row.state} title=${row.problem?.detail} />` },
  { id: "species", label: "Repertoire", width: 140, grow: 1, rank: 5, cell: (row) => html`<${SpeciesName} name=${row.species_name} />` },
  { id: "people", label: "For", width: 120, grow: 1, rank: 4, cell: (row) => html`<span class="clip soft">${row.assignees?.length ? row.assignees.map((one) => one.display_name).join(", ") : t("everyone")}</span>` },
  { id: "deadline", label: "Wanted by", width: 140, rank: 5, sort: "deadline", cell: (row) => html`<${Deadline} row=${row} />` },
  { id: "made", label: "Made", width: 120, rank: 6, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
];

export default function Batches() {
  const filters = [
    { id: "state", label: "State", options: STATES },
    { id: "project_id", label: "Project", options: projects.value.map(({ id, name }) => ({ value: id, label: name })) },
    { id: "species_id", label: "Repertoire", options: species.value.map((one) => ({ value: one.id, label: one.scientific_name })) },
    { id: "mine", label: "For me", options: [{ value: "true", label: "Yes" }] },
  ];
  const ordering = place.value.query.ordering || "-created_at";
  const list = useList("/task-batches", { group_id: activeGroup.value?.id, ordering, ...activeFilters(filters, ["search"]) });
  const building = activeJobs.value.filter(({ kind }) => kind === "annotation.build").length;
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [building]);
  const narrowed = Object.keys(activeFilters(filters, ["search"])).length > 0;
  const make = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ make: 1 })}>Make a batch<//>`;
  const empty = narrowed
    ? html`<${Empty} icon="search" title="No batch matches" action=${html`<${Button} onClick=${() => navigate("/batches")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="pen-line" title="Nothing to label yet" action=${make}>A batch is a set of calls for people to name, one key a call: those a model doubts, a random sample, a cluster, or everything of a project.<//>`;
  const actions = html`<${Button} icon="chart-column" href="/annotators">Annotators<//>${list.rows.length > 0 && make}`;
  return html`<${Page} title="Labelling" shape="full" actions=${actions}>
    <div class="toolbar"><${SearchBox} label="Search batches" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Task batches" noun=${["batch", "batches"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/batches/${row.id}`} onOpen=${(row) => navigate(`/batches/${row.id}`)} empty=${empty} />
    ${place.value.query.make && html`<${BatchDialog} onClose=${() => setQuery({ make: null })} />`}
  <//>`;
}
