// @ts-check
/** Events: what detectors found, the latest first; alarms that need someone stand out. */

import { BulkBar } from "../components/bulk_bar.js";
import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment } from "../components/text.js";
import { SeverityTag, StandingTag } from "../detection/severity_tag.js";
import { SEVERITIES, isoOf, lasted, measuresText } from "../detection/words.js";
import { allRows, api } from "../lib/api.js";
import { plural, percent } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { join } from "../lib/live.js";
import { asChoices, projects } from "../lib/names.js";
import { paced } from "../lib/pacing.js";
import { useList, useResource } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { detectorName } from "../lib/station_words.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];
/** Live events come in bursts while a history is gone through. */
const RELOAD_MS = 1500;

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "start", label: "When", width: 150, rank: 0, sort: "start_us", cell: (row) => html`<a href=${`/telemetry/events/${row.id}`}><${Moment} value=${isoOf(row.start_us)} zone="UTC" /></a>` },
  { id: "kind", label: "What", width: 110, grow: 2, rank: 0, cell: (row) => html`<span class="clip">${row.kind_words}</span>` },
  { id: "severity", label: "Severity", width: 104, rank: 2, cell: (row) => html`<${SeverityTag} severity=${row.severity} />` },
  { id: "standing", label: "Standing", width: 120, rank: 1, cell: (row) => html`<${StandingTag} event=${row} />` },
  { id: "numbers", label: "Numbers", width: 160, grow: 4, rank: 4, cell: (row) => html`<span class="clip soft" title=${measuresText(row.measures)}>${measuresText(row.measures)}</span>` },
  { id: "detector", label: "Detector", width: 120, grow: 2, rank: 3, cell: (row) => html`<a class="clip" href=${`/telemetry/detectors/${row.detector_id}`}>${detectorName(row.detector_name)}</a>` },
  { id: "lasted", label: "Lasted", width: 90, number: true, rank: 5, cell: lasted },
  { id: "confidence", label: "Sure", width: 64, number: true, rank: 6, cell: (row) => percent(row.confidence, 0) },
];

export default function Events() {
  const group_id = activeGroup.value?.id;
  const detectors = useResource(group_id || null, () => allRows("/telemetry/detectors", { group_id }));
  const filters = [
    { id: "alarm", label: "Needs someone", options: [{ value: "true", label: "Yes" }] },
    { id: "severity", label: "Severity", options: SEVERITIES },
    { id: "detector_id", label: "Detector", options: asChoices(detectors.data || []) },
    { id: "project_id", label: "Project", options: asChoices(projects.value) },
    { id: "acknowledged", label: "Seen", options: YES_NO },
    { id: "withdrawn", label: "Withdrawn ones too", options: [{ value: "true", label: "Yes" }] },
  ];
  const narrowing = activeFilters(filters);
  const list = useList(group_id ? "/telemetry/events" : null, { group_id, ...narrowing });
  const [selection, setSelection] = useState(new Set());
  useEffect(() => {
    const reload = paced(list.reload, RELOAD_MS);
    const leave = group_id ? join(`group:${group_id}`, { "telemetry.event": reload }) : undefined;
    return () => {
      reload.stop();
      leave?.();
    };
  }, [group_id]);
  const acknowledge = async () => {
    try {
      const { n_acknowledged } = await api.post("/telemetry/events/acknowledge", { event_ids: [...selection] });
      setSelection(new Set());
      list.reload();
      say(t`${plural(n_acknowledged, "event")} acknowledged`);
    } catch (error) {
      sayError(error, "Not acknowledged");
    }
  };
  return html`<${Page} title="Events" shape="full" trail=${[{ label: "Telemetry", href: "/telemetry" }]}>
    <div class="toolbar"><${SearchBox} label="Search events" placeholder="Kind, detector or note" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Events" noun=${["event", "events"]} columns=${COLUMNS} list=${list} rowHref=${(row) => `/telemetry/events/${row.id}`} onOpen=${(row) => navigate(`/telemetry/events/${row.id}`)}
      ordering=${place.value.query.ordering || "-start_us"} onOrdering=${(ordering) => setQuery({ ordering })}
      selection=${may("annotator") ? selection : undefined} onSelection=${may("annotator") ? setSelection : undefined} empty=${nothing(narrowing)} />
    <${BulkBar} n=${selection.size} onClear=${() => setSelection(new Set())}><${Button} icon="check" onClick=${acknowledge}>Acknowledge<//><//>
  <//>`;
}

/** @param {Record<string, any>} narrowing */
function nothing(narrowing) {
  if (Object.keys(narrowing).length) {
    return html`<${Empty} icon="search" title="No event matches" action=${html`<${Button} onClick=${() => navigate("/telemetry/events")}>Show all<//>`}>Try fewer filters.<//>`;
  }
  return html`<${Empty} icon="flag" title="Nothing has happened yet" action=${html`<${Button} tone="primary" href="/telemetry/detectors">To the detectors<//>`}>
    A detector watches channels and notes here what it finds: a limit crossed, a sensor that fell silent, a tank that filled.<//>`;
}
