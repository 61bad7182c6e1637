// @ts-check
/** Results: the calls of the current segmentations, by type and hour, as a table, as files. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, activeFilters } from "../components/filters.js";
import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Page } from "../components/page.js";
import { StackedBars } from "../components/stacked_bars.js";
import { callFilters } from "../components/call_filters.js";
import { CallTable } from "../components/call_table.js";
import { Failure, Skeleton } from "../components/states.js";
import { download } from "../lib/api.js";
import { toStack } from "../lib/activity.js";
import { html, useMemo } from "../lib/html.js";
import { asMoments } from "../lib/moments.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";

const FORMATS = [
  ["csv", "CSV", "the 17 columns of old"], ["csv-full", "CSV, everything", ""], ["xlsx", "Excel", ""],
  ["raven", "Raven table", ""], ["audacity", "Audacity labels", ""], ["json", "JSON", ""],
];
export default function Calls() {
  const filters = callFilters();
  const query = { group_id: activeGroup.value?.id, ...asMoments(activeFilters(filters, [])) };
  const by = place.value.query.by === "night" ? "night" : "hour";
  const activity = useGet("/results/activity", { ...query, by });
  const stack = useMemo(() => (activity.data ? toStack(activity.data, by) : null), [activity.data]);
  const save = async (format) => {
    say("Writing the file");
    await download("/results/calls/export", `calls.${format.startsWith("csv") ? "csv" : format === "xlsx" ? "xlsx" : format === "json" ? "json" : "txt"}`, { query: { ...query, format } }).catch((error) => sayError(error, "Not written"));
  };
  const actions = html`<${Menu} label="Download what is filtered" align="end" class="button primary" face=${html`<${Icon} name="download" /><span>Download</span>`}>
    ${(close) => FORMATS.map(([format, label, hint]) => html`<${MenuItem} key=${format} icon="download" trail=${hint} onClick=${() => { close(); save(format); }}>${label}<//>`)}
  <//>`;
  const any = stack && stack.series.length > 0;
  return html`<${Page} title="Calls" shape="full" actions=${any && actions}>
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    ${activity.error && html`<${Failure} error=${activity.error} what="The counts could not be read" retry=${activity.reload} />`}
    ${!stack && !activity.error && html`<${Skeleton} height="240px" />`}
    ${any && html`<section class="panel panel-body">
      <div class="row spread"><h2 style=${{ fontSize: "var(--t16)" }}>Calls by type and ${by}</h2>
        <div class="row">
          <${Button} small aria-pressed=${by === "hour" ? "true" : "false"} onClick=${() => setQuery({ by: null })}>By hour<//>
          <${Button} small aria-pressed=${by === "night" ? "true" : "false"} onClick=${() => setQuery({ by: "night" })}>By night<//></div></div>
      <${StackedBars} data=${stack} label=${`Calls by type and ${by}`} unit="calls" /></section>`}
    <${CallTable} query=${query} filtered=${Object.keys(activeFilters(filters, [])).length > 0} />
  <//>`;
}
