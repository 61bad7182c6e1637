// @ts-check
/** Clustering runs: calls grouped by how alike they are, before anybody names them. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, StateTag } from "../components/text.js";
import { RunDialog } from "../clustering/run_dialog.js";
import { api } from "../lib/api.js";
import { count, fixed } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { asChoices, findIn, projects } from "../lib/names.js";
import { useClusteringNames } from "../lib/method_names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const STATES = [{ value: "ready", label: "Ready" }, { value: "waiting", label: "Being made" }, { value: "failed", label: "Failed" }];

/** @param {(row: any) => void} remove @param {(name: string) => string} titleOf @returns {import("../components/table.js").Column[]} */
const columns = (remove, titleOf) => [
  { id: "name", label: "Clustering", width: 150, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/clusterings/${row.id}`}>${row.name}</a>` },
  { id: "state", label: "State", width: 96, rank: 1, cell: (row) => html`<${StateTag} state=${row.state} title=${row.problem?.detail} />` },
  { id: "clusters", label: "Clusters", width: 76, number: true, rank: 2, cell: (row) => (row.state === "ready" ? count(row.n_clusters) : "–") },
  { id: "calls", label: "Calls", width: 76, number: true, rank: 2, cell: (row) => (row.state === "ready" ? count(row.n_members) : "–") },
  { id: "silhouette", label: "Silhouette", width: 84, number: true, rank: 4, cell: (row) => fixed(row.silhouette, 2) },
  { id: "method", label: "Method", width: 120, grow: 1, rank: 5, cell: (row) => html`<span class="clip">${titleOf(row.params?.method || row.method)}, ${titleOf(row.feature_set)}</span>` },
  { id: "project", label: "Project", width: 120, grow: 1, rank: 6, cell: (row) => html`<span class="clip">${findIn(projects, row.project_id)?.name || "–"}</span>` },
  { id: "made", label: "Made", width: 110, rank: 5, cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
  ...(may("editor") ? [{ id: "remove", label: "", about: "Delete", width: 32, rank: 3, cell: (row) => html`<${IconButton} small icon="trash-2" label=${t`Delete ${row.name}`} onClick=${(event) => { event.stopPropagation(); remove(row); }} />` }] : []),
];

export default function Clusterings() {
  const filters = [{ id: "project_id", label: "Project", options: asChoices(projects.value) }, { id: "state", label: "State", options: STATES }];
  const titleOf = useClusteringNames();
  const narrowing = activeFilters(filters, ["search"]);
  const list = useList("/clustering-runs", { group_id: activeGroup.value?.id, ...narrowing });
  const working = activeJobs.value.filter(({ kind }) => kind === "similarity.cluster").length;
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [working]);
  const remove = async (row) => {
    if (!(await askFirst({ title: t`Delete ${row.name}`, tone: "danger", action: "Delete", text: "Its groups and their mapping go. Labels that were applied stay on the calls." }))) return;
    try {
      await api.delete(`/clustering-runs/${row.id}`);
      list.reload();
      say(t`${row.name} is deleted`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const make = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ make: 1 })}>Group calls<//>`;
  const empty = Object.keys(narrowing).length
    ? html`<${Empty} icon="search" title="No clustering matches" action=${html`<${Button} onClick=${() => navigate("/clusterings")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="chart-scatter" title="Nothing grouped yet" action=${make}>Calls that are alike are put into groups, before anybody names them. A group can then be named at once, and its name given to all its calls.<//>`;
  return html`<${Page} title="Clusters" shape="full" actions=${list.rows.length > 0 && make}>
    <div class="toolbar"><${SearchBox} label="Search clusterings" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Clusterings" noun=${["clustering", "clusterings"]} columns=${columns(remove, titleOf)} list=${list} rowHref=${(row) => `/clusterings/${row.id}`} onOpen=${(row) => navigate(`/clusterings/${row.id}`)} empty=${empty} />
    ${place.value.query.make && html`<${RunDialog} projectId=${place.value.query.project_id || ""} recordingId=${place.value.query.recording_id || ""} onClose=${() => setQuery({ make: null, recording_id: null })} />`}
  <//>`;
}
