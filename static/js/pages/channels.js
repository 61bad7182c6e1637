// @ts-check
/** All channels with live values and the shape of their last hours; ten thousand rows scroll like ten. */

import { Button } from "../components/button.js";
import { BulkBar } from "../components/bulk_bar.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Tag } from "../components/text.js";
import { download } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { sharedZone } from "../lib/names.js";
import { CatalogueDialog } from "../telemetry/catalogue_dialog.js";
import { LiveValue, RowSpark, forgetSparks } from "../telemetry/row_cells.js";
import { LIMIT_TEXTS, LIMIT_TONES, age, feedTime } from "../telemetry/values.js";

loadStyle("/static/css/telemetry.css");

const REFRESH_MS = 30_000;
const MOST_ON_A_CHART = 20;

const KINDS = [{ value: "analog", label: "Analog" }, { value: "discrete", label: "Discrete" }, { value: "boolean", label: "Boolean" }, { value: "text", label: "Text" }];
const LIMITS = [{ value: "warning", label: "Out of limits" }, { value: "alarm", label: "In alarm" }];

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "public_id", label: "Channel", width: 118, grow: 1, rank: 0, sort: "public_id", cell: (row) => html`<a class="clip mono" href=${`/telemetry/channels/${row.id}`}>${row.public_id}</a>` },
  { id: "name", label: "Name", width: 160, grow: 3, rank: 3, sort: "name", cell: (row) => html`<span class="clip" title=${row.name}>${row.name === row.public_id ? "" : row.name}</span>` },
  { id: "value", label: "Value", width: 96, grow: 1, rank: 0, number: true, cell: (row) => html`<${LiveValue} channel=${row} />` },
  { id: "spark", label: "Last 6 h", width: 120, grow: 1, rank: 4, cell: (row) => html`<${RowSpark} channel=${row} />` },
  { id: "state", label: "Limits", width: 90, rank: 2, cell: (row) => row.limit_state !== "ok" && html`<${Tag} tone=${LIMIT_TONES[row.limit_state]} icon="triangle-alert">${LIMIT_TEXTS[row.limit_state]}<//>` },
  { id: "age", label: "Newest", width: 90, rank: 2, number: true, sort: "at_us", cell: (row) => html`<span class="soft" title=${feedTime(row.at_us, sharedZone([row]))}>${row.at_us === null ? t("never") : age(row.at_us, Date.now())}</span>` },
];

export default function Channels() {
  const group_id = activeGroup.value?.id;
  const { query } = place.value;
  const sources = useGet("/telemetry/sources", { group_id, limit: 200 });
  const found = useGet("/telemetry/latest", { group_id, source_id: query.source_id });
  const [picked, setPicked] = useState(/** @type {Set<number>} */ (new Set()));
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      forgetSparks();
      found.reload();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [found.reload]);
  const filters = [
    { id: "source_id", label: "Source", options: (sources.data?.results || []).map(({ id, name }) => ({ value: id, label: name })) },
    { id: "kind", label: "Kind", options: KINDS },
    { id: "limit_state", label: "Limits", options: LIMITS },
  ];
  const ordering = query.ordering || "public_id";
  const all = useMemo(() => asObjects(found.data), [found.data]);
  const rows = useMemo(() => chosen(all, query, ordering), [all, query.search, query.kind, query.limit_state, ordering]);
  const list = { rows, count: rows.length, hasMore: false, loading: found.loading, error: found.error, reload: found.reload, more: () => {} };
  const isNarrowed = Object.keys(activeFilters(filters, ["search"])).length > 0;
  const empty = isNarrowed
    ? html`<${Empty} icon="search" title="No channel matches" action=${html`<${Button} onClick=${() => navigate("/telemetry/channels")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="chart-line" title="No channels yet" action=${html`<${Button} tone="primary" icon="activity" href="/telemetry">Go to the sources<//>`}>Channels appear when a source sends, or from a catalogue read in as CSV.<//>`;
  const actions = html`${all.length > 0 && html`<${Button} icon="download" onClick=${() => download("/telemetry/catalogue", "channels.csv", { query: { group_id, source_id: query.source_id } })}>Catalogue<//>`}
    ${may("editor") && sources.data?.results.length > 0 && html`<${Button} icon="upload" onClick=${() => setQuery({ read: 1 })}>Read a catalogue<//>`}`;
  const openChart = () => navigate(`/telemetry/charts?ids=${[...picked].slice(0, MOST_ON_A_CHART).join(",")}`);
  return html`<${Page} title="Channels" shape="full" actions=${actions}>
    <div class="toolbar"><${SearchBox} label="Search channels" /><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Channels" noun=${["channel", "channels"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })}
      selection=${picked} onSelection=${setPicked} rowHref=${(row) => `/telemetry/channels/${row.id}`} onOpen=${(row) => navigate(`/telemetry/channels/${row.id}`)} empty=${empty} />
    <${BulkBar} n=${picked.size} onClear=${() => setPicked(new Set())}>
      <${Button} tone="primary" icon="chart-line" onClick=${openChart}>Show on a chart<//><//>
    ${query.read && html`<${CatalogueDialog} sources=${sources.data?.results || []} onClose=${() => setQuery({ read: null })} onDone=${found.reload} />`}
  <//>`;
}

/** @param {any} answer */
function asObjects(answer) {
  if (!answer) return [];
  return answer.rows.map((row) => Object.fromEntries(answer.columns.map((name, i) => [name, row[i]])));
}

/** @param {any[]} all @param {Record<string, string>} query @param {string} ordering */
function chosen(all, query, ordering) {
  const words = (query.search || "").toLowerCase();
  const rows = all.filter((row) => (!words || `${row.public_id} ${row.name}`.toLowerCase().includes(words))
    && (!query.kind || row.kind === query.kind)
    && (!query.limit_state || (query.limit_state === "alarm" ? row.limit_state.startsWith("alarm") : row.limit_state !== "ok")));
  const column = ordering.replace(/^-/, "");
  const sign = ordering.startsWith("-") ? -1 : 1;
  const value = (row) => row[column] ?? "";
  return rows.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
}
