// @ts-check
/** The classifiers of the group, and training a new one. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { SearchBox, activeFilters } from "../components/filters.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Meter, Moment, StateTag } from "../components/text.js";
import { TrainDialog } from "../components/train_dialog.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";

/** @param {any} row */
const scoreOf = (row) => row.scores?.macro_f1;

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Name", width: 150, grow: 2, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/classifiers/${row.id}`}>${row.name}</a>` },
  { id: "state", label: "State", width: 96, rank: 1, cell: (row) => html`<${StateTag} state=${row.state} title=${row.problem?.detail} />` },
  { id: "score", label: "Macro F1", width: 120, rank: 1, cell: (row) => html`<${Meter} share=${scoreOf(row)} label="Macro F1 on recordings it never saw" />` },
  { id: "method", label: "Method", width: 120, rank: 3, cell: (row) => row.method },
  { id: "types", label: "Types", width: 60, number: true, rank: 4, cell: (row) => count(row.labels?.length) },
  { id: "calls", label: "Learned from", width: 90, number: true, rank: 4, cell: (row) => count(row.training?.n_calls) },
  { id: "made", label: "Made", width: 140, rank: 5, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
];

export default function Classifiers() {
  const ordering = place.value.query.ordering || "-created_at";
  const list = useList("/classifiers", { group_id: activeGroup.value?.id, ordering, ...activeFilters([], ["search"]) });
  const training = activeJobs.value.filter(({ kind }) => kind === "calls.train").length;
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [training]);
  const button = may("editor") && html`<${Button} tone="primary" icon="flask-conical" onClick=${() => setQuery({ train: 1 })}>Train a classifier<//>`;
  const empty = place.value.query.search
    ? html`<${Empty} icon="search" title="No classifier matches" action=${html`<${Button} onClick=${() => setQuery({ search: null })}>Show all<//>`}>Try another word.<//>`
    : html`<${Empty} icon="microscope" title="No classifiers yet" action=${button}>A classifier names calls. It learns from a ZIP of labelled clips, or from segments the group has labelled, and is judged on recordings it never saw.<//>`;
  return html`<${Page} title="Classifiers" shape="full" actions=${list.rows.length > 0 && button}>
    <div class="toolbar"><${SearchBox} label="Search classifiers" /></div>
    <${DataTable} label="Classifiers" noun=${["classifier", "classifiers"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/classifiers/${row.id}`} onOpen=${(row) => navigate(`/classifiers/${row.id}`)} empty=${empty} />
    ${place.value.query.train && html`<${TrainDialog} onClose=${() => setQuery({ train: null })} />`}
  <//>`;
}
