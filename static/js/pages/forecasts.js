// @ts-check
/** Forecast sessions of the group. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { onAnyEvent } from "../lib/live.js";
import { asChoices, findIn, projects, sites } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { everyWords, skillWords, spanWords, targetsOf } from "../forecast/words.js";
import { stepText } from "../series/facts.js";

loadStyle("/static/css/series.css");
loadStyle("/static/css/forecast.css");

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "name", label: "Session", width: 150, grow: 3, rank: 0, sort: "name", cell: (row) => html`<a class="clip" href=${`/forecasts/${row.id}`}>${row.name}</a>` },
  { id: "targets", label: "Forecasts", width: 110, grow: 2, rank: 3, cell: (row) => html`<span class="clip faint" title=${targetsOf(row.plan).join(", ")}>${targetsOf(row.plan).join(", ")}</span>` },
  { id: "horizon", label: "Ahead", width: 96, number: true, rank: 5, cell: (row) => html`<span class="clip" title=${t`${spanWords(row.plan.horizon, row.plan.step_s)} of ${stepText(row.plan.step_s)}`}>${spanWords(row.plan.horizon, row.plan.step_s).split(" (")[0]}</span>` },
  { id: "model", label: "Model", width: 120, grow: 2, rank: 4, cell: (row) => html`<span class="clip">${row.chosen?.title || html`<span class="faint">none yet</span>`}</span>` },
  { id: "skill", label: "Skill", about: "Against the best baseline", width: 96, rank: 2, cell: (row) => html`<span title="Against the best baseline">${skillWords(row.chosen?.scores)}</span>` },
  { id: "runs", label: "Runs", width: 52, number: true, rank: 7, cell: (row) => count(row.n_runs) },
  { id: "schedule", label: "By itself", width: 96, rank: 6, cell: (row) => (row.schedule?.is_on ? html`<span class=${row.schedule.problem ? "brick-text clip" : "clip"} title=${row.schedule.problem?.detail || ""}>${everyWords(row.schedule.every_s)}</span>` : html`<span class="faint">–</span>`) },
  { id: "drift", label: "Drift", width: 90, rank: 5, cell: (row) => html`<${DriftTag} watch=${row.watch} />` },
  { id: "site", label: "Site", width: 90, grow: 1, rank: 8, cell: (row) => html`<span class="clip">${findIn(sites, row.site_id)?.name || "–"}</span>` },
  { id: "changed", label: "Changed", width: 104, rank: 6, sort: "updated_at", cell: (row) => html`<${Moment} value=${row.updated_at} relative />` },
];

/** @param {{watch: any}} props */
function DriftTag({ watch }) {
  if (!watch?.is_on || watch.state === "unknown") return html`<span class="faint">–</span>`;
  return watch.state === "drifting" ? html`<${Tag} tone="ochre" icon="triangle-alert">drifting<//>` : html`<${Tag} tone="plain" icon="check">steady<//>`;
}

export default function Forecasts() {
  const filters = [{ id: "project_id", label: "Project", options: asChoices(projects.value) }, { id: "site_id", label: "Site", options: asChoices(sites.value) }];
  const narrowing = activeFilters(filters);
  const list = useList("/forecast-sessions", { group_id: activeGroup.value?.id, ...narrowing });
  useEffect(() => onAnyEvent((event) => event === "forecast-session.changed" && list.reload()), [list.reload]);
  const canAdd = may("editor");
  useKeys("Forecasts", { n: ["Plan a forecast", () => navigate("/forecasts/new")] }, []);
  const add = canAdd && html`<${Button} tone="primary" icon="plus" href="/forecasts/new" title="Plan a forecast (n)">Plan a forecast<//>`;
  const empty = Object.keys(narrowing).length
    ? html`<${Empty} icon="search" title="No session matches" action=${html`<${Button} onClick=${() => navigate("/forecasts")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="chart-line" title="Nothing forecast yet" action=${add}>Choose a series and how far ahead. Models are judged on time they never saw, beside "it stays as it is" and "as yesterday", and tell how sure they are.<//>`;
  return html`<${Page} title="Forecasts" shape="full" actions=${list.rows.length > 0 && add}>
    <div class="toolbar"><${SearchBox} label="Search sessions" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Forecast sessions" noun=${["session", "sessions"]} columns=${COLUMNS} list=${list} rowHref=${(row) => `/forecasts/${row.id}`} onOpen=${(row) => navigate(`/forecasts/${row.id}`)}
      ordering=${place.value.query.ordering || "-created_at"} onOrdering=${(ordering) => setQuery({ ordering })} empty=${empty} />
  <//>`;
}
