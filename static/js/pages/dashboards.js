// @ts-check
/** Dashboards: one's own and those members share. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { QuickForm } from "../components/quick_form.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, user } from "../lib/store.js";
import { t } from "../lib/words.js";

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Dashboard", width: 180, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/telemetry/dashboards/${row.id}`}>${row.name}</a>` },
  { id: "panels", label: "Tiles", width: 90, rank: 2, cell: (row) => plural(row.panels.length, "tile") },
  { id: "owner", label: "Whose", width: 140, grow: 1, rank: 1, cell: (row) => html`<span class="clip">${row.owner_id === user.value?.id ? t("yours") : row.owner_name}</span>` },
  { id: "shared", label: "", about: "Shared", width: 90, rank: 2, cell: (row) => row.is_shared && html`<${Tag} icon="users">shared<//>` },
  { id: "changed", label: "Changed", width: 120, rank: 3, sort: "updated_at", cell: (row) => html`<${Moment} value=${row.updated_at} relative />` },
];

export default function Dashboards() {
  const group_id = activeGroup.value?.id;
  const ordering = place.value.query.ordering || "name";
  const list = useList("/telemetry/dashboards", { group_id, ordering });
  const make = html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ make: 1 })}>Make a dashboard<//>`;
  const save = async ({ name }) => {
    const made = await api.post("/telemetry/dashboards", { group_id, name });
    navigate(`/telemetry/dashboards/${made.id}?edit=1`);
  };
  const empty = html`<${Empty} icon="layout-grid" title="No dashboards yet" action=${make}>A dashboard is a grid of charts, values and labels that you put together, for yourself or for the group.<//>`;
  return html`<${Page} title="Dashboards" shape="full" actions=${list.rows.length > 0 && make}>
    <${DataTable} label="Dashboards" noun=${["dashboard", "dashboards"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      rowHref=${(row) => `/telemetry/dashboards/${row.id}`} onOpen=${(row) => navigate(`/telemetry/dashboards/${row.id}`)} empty=${empty} />
    ${place.value.query.make && html`<${QuickForm} title="Make a dashboard" fields=${[{ name: "name", label: "Name", required: true }]} initial=${{ name: "" }} action="Make it" onClose=${() => setQuery({ make: null })} save=${save} />`}
  <//>`;
}
