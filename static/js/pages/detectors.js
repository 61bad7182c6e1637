// @ts-check
/** Detectors: the rules that watch channels, how far each has come and what it has found. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { SeverityTag } from "../detection/severity_tag.js";
import { isoOf } from "../detection/words.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { asChoices, projects } from "../lib/names.js";
import { useGet, useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { detectorName } from "../lib/station_words.js";
import { activeGroup, may } from "../lib/store.js";

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Detector", width: 140, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/telemetry/detectors/${row.id}`}>${detectorName(row.name)}</a>` },
  { id: "state", label: "State", width: 110, rank: 1, cell: (row) => html`<${DetectorState} row=${row} />` },
  { id: "events", label: "Events", width: 70, number: true, rank: 2, cell: (row) => html`<a href=${`/telemetry/events?detector_id=${row.id}`}>${count(row.n_events)}</a>` },
  { id: "method", label: "Method", width: 120, grow: 2, rank: 3, cell: (row) => html`<span class="clip">${row.method_label}</span>` },
  { id: "channels", label: "Channels", width: 120, grow: 2, rank: 4, cell: (row) => html`<span class="clip">${row.channels.map(({ name, public_id }) => name || public_id).join(", ")}</span>` },
  { id: "severity", label: "Severity", width: 104, rank: 5, cell: (row) => html`<${SeverityTag} severity=${row.severity} />` },
  { id: "until", label: "Has seen up to", width: 140, rank: 6, cell: (row) => html`<${Moment} value=${isoOf(row.until_us)} zone="UTC" />` },
];

/** @param {{row: any}} props */
function DetectorState({ row }) {
  if (row.problem) return html`<${Tag} tone="brick" icon="circle-alert" title=${row.problem}>stuck<//>`;
  if (!row.is_enabled) return html`<${Tag} tone="plain" icon="pause">off<//>`;
  if (row.is_catching_up) return html`<${Tag} tone="ochre" icon="history" title="Going through history">catching up<//>`;
  if (!row.looked_at) return html`<${Tag} tone="" icon="clock">waiting<//>`;
  return html`<${Tag} tone="moss" icon="eye">watching<//>`;
}

export default function Detectors() {
  const group_id = activeGroup.value?.id;
  const methods = useGet("/telemetry/detector-methods");
  const filters = [
    { id: "project_id", label: "Project", options: asChoices(projects.value) },
    { id: "method", label: "Method", options: (methods.data?.results || []).map(({ name, label }) => ({ value: name, label })) },
    { id: "enabled", label: "Switched on", options: YES_NO },
    { id: "limits", label: "From limits of channels", options: YES_NO },
  ];
  const narrowing = activeFilters(filters);
  const list = useList(group_id ? "/telemetry/detectors" : null, { group_id, ...narrowing });
  const make = may("editor") && html`<${Button} tone="primary" icon="plus" href="/telemetry/detectors/new">New detector<//>`;
  const empty = Object.keys(narrowing).length
    ? html`<${Empty} icon="search" title="No detector matches" action=${html`<${Button} onClick=${() => navigate("/telemetry/detectors")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="target" title="Nothing is watched yet" action=${make}>A detector looks at channels as readings come in and notes what it finds: a limit crossed, a step, a sensor stuck or silent, a value unlike those before.<//>`;
  return html`<${Page} title="Detectors" shape="full" trail=${[{ label: "Telemetry", href: "/telemetry" }]} actions=${list.rows.length > 0 && make}>
    <div class="toolbar"><${SearchBox} label="Search detectors" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Detectors" noun=${["detector", "detectors"]} columns=${COLUMNS} list=${list} rowHref=${(row) => `/telemetry/detectors/${row.id}`} onOpen=${(row) => navigate(`/telemetry/detectors/${row.id}`)}
      ordering=${place.value.query.ordering || ""} onOrdering=${(ordering) => setQuery({ ordering })} empty=${empty} />
  <//>`;
}
