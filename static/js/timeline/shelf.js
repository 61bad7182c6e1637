// @ts-check
/** Saved timelines, one's own and the group's, and the projects a new one can be begun from. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { html } from "../lib/html.js";
import { projects } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, user } from "../lib/store.js";
import { t } from "../lib/words.js";

const LEDE = t("Calls, sightings, telemetry and series of a place, below each other on one clock.");

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Timeline", width: 200, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/timeline?saved=${row.id}`}>${row.name}</a>` },
  { id: "project", label: "Project", width: 150, grow: 2, rank: 1, cell: (row) => html`<span class="clip">${row.project_name}${row.site_name ? ` · ${row.site_name}` : ""}</span>` },
  { id: "owner", label: "Whose", width: 120, grow: 1, rank: 2, cell: (row) => html`<span class="clip">${row.owner_id === user.value?.id ? t("yours") : row.owner_name}</span>` },
  { id: "shared", label: "", about: "Shared", width: 90, rank: 3, cell: (row) => row.is_shared && html`<${Tag} icon="users">shared<//>` },
  { id: "changed", label: "Changed", width: 120, rank: 3, sort: "updated_at", cell: (row) => html`<${Moment} value=${row.updated_at} relative />` },
];

export function TimelineShelf() {
  const group_id = activeGroup.value?.id;
  const ordering = place.value.query.ordering || "name";
  const list = useList("/timelines", { group_id, ordering });
  const begin = html`<${ProjectChoice} />`;
  const empty = html`<${Empty} icon="clock" title="No timelines yet" action=${projects.value.length ? begin : html`<${Button} tone="primary" href="/projects">Go to the projects<//>`}>
    Choose a project: its calls are shown with the temperature that was measured meanwhile, and whatever else you add.<//>`;
  return html`<${Page} title="Timelines" lede=${LEDE} shape="full" actions=${list.rows.length > 0 && begin}>
    <${DataTable} label="Timelines" noun=${["timeline", "timelines"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/timeline?saved=${row.id}`} onOpen=${(row) => navigate(`/timeline?saved=${row.id}`)} empty=${empty} />
  <//>`;
}

function ProjectChoice() {
  const all = projects.value;
  if (all.length === 1) return html`<${Button} tone="primary" icon="plus" href=${`/timeline?project=${all[0].id}`}>New timeline of ${all[0].name}<//>`;
  return html`<select class="input" aria-label="New timeline of a project" value="" onChange=${(event) => event.currentTarget.value && navigate(`/timeline?project=${event.currentTarget.value}`)}>
    <option value="">New timeline of …</option>
    ${all.map((row) => html`<option key=${row.id} value=${row.id}>${row.name}</option>`)}
  </select>`;
}
