// @ts-check
/** All work: running, waiting, ended. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { JobProgress } from "../components/job_progress.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, StateTag } from "../components/text.js";
import { duration } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { JOB_KINDS, kindOfJob } from "../lib/job_kinds.js";
import { activeJobs, jobs } from "../lib/jobs.js";
import { projects } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";

/** Rows show live numbers where the tray knows them. @param {any} row */
const live = (row) => {
  const known = jobs.value[row.id];
  return known ? { ...row, ...known } : row;
};

/** @param {any} job */
function took(job) {
  if (!job.started_at) return "–";
  const end = job.finished_at ? new Date(job.finished_at).getTime() : Date.now();
  return duration((end - new Date(job.started_at).getTime()) / 1000);
}

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "title", label: "Job", width: 150, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/jobs/${row.id}`} title=${row.title}>${row.title || row.kind}</a>` },
  { id: "state", label: "State", width: 92, rank: 0, cell: (row) => html`<${StateTag} state=${live(row).state} title=${row.error?.detail} />` },
  { id: "progress", label: "Progress", width: 220, grow: 2, rank: 2, cell: (row) => html`<${JobProgress} job=${live(row)} />` },
  { id: "kind", label: "Kind", width: 150, rank: 5, cell: (row) => html`<span class="clip soft" title=${kindOfJob(row.kind)}>${kindOfJob(row.kind)}</span>` },
  { id: "made", label: "Asked for", width: 150, rank: 3, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
  { id: "took", label: "Took", width: 92, number: true, rank: 4, cell: (row) => took(live(row)) },
];

const STATES = [
  { value: "running", label: "Running" }, { value: "queued", label: "Waiting" }, { value: "failed", label: "Failed" },
  { value: "succeeded", label: "Done" }, { value: "cancelled", label: "Cancelled" }, { value: "queued,running", label: "Open" },
];

export default function Jobs() {
  const filters = [
    { id: "state", label: "State", options: STATES },
    { id: "kind", label: "Kind", options: Object.entries(JOB_KINDS).map(([value, label]) => ({ value, label })) },
    { id: "project_id", label: "Project", options: projects.value.map(({ id, name }) => ({ value: id, label: name })) },
    { id: "mine", label: "Started by me", options: [{ value: "true", label: "Yes" }] },
  ];
  const ordering = place.value.query.ordering || "-created_at";
  const list = useList("/jobs", { group_id: activeGroup.value?.id, ordering, ...activeFilters(filters, ["search"]) });
  const open = activeJobs.value.map(({ id }) => id).sort().join();
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [open]);
  const narrowed = Object.keys(activeFilters(filters, ["search"])).length > 0;
  const empty = narrowed
    ? html`<${Empty} icon="search" title="No job matches" action=${html`<${Button} onClick=${() => navigate("/jobs")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="activity" title="No jobs yet" action=${html`<${Button} tone="primary" icon="upload" href="/recordings?add=1">Add recordings<//>`}>Everything that takes longer than a moment is a job: it shows its progress, can be cancelled, and survives a restart.<//>`;
  return html`<${Page} title="Jobs" shape="full">
    <div class="toolbar"><${SearchBox} label="Search jobs" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Jobs" noun=${["job", "jobs"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/jobs/${row.id}`} onOpen=${(row) => navigate(`/jobs/${row.id}`)} empty=${empty} />
  <//>`;
}
