// @ts-check
/** Results: the calls of the current segmentations, by type and hour, as a table, as files. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, activeFilters } from "../components/filters.js";
import { ExportMenu } from "../components/export_menu.js";
import { Page } from "../components/page.js";
import { StackedBars } from "../components/stacked_bars.js";
import { callFilters } from "../components/call_filters.js";
import { CallTable } from "../components/call_table.js";
import { Failure, Skeleton } from "../components/states.js";
import { toStack } from "../lib/activity.js";
import { html, useMemo } from "../lib/html.js";
import { asMoments } from "../lib/moments.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";

export default function Calls() {
  const filters = callFilters();
  const query = { group_id: activeGroup.value?.id, ...asMoments(activeFilters(filters, [])) };
  const by = place.value.query.by === "night" ? "night" : "hour";
  const activity = useGet("/results/activity", { ...query, by });
  const stack = useMemo(() => (activity.data ? toStack(activity.data, by) : null), [activity.data]);
  const actions = html`<${ExportMenu} query=${query} />`;
  const any = stack && stack.series.length > 0;
  return html`<${Page} title="Calls" shape="full" actions=${any && actions}>
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    ${activity.error && html`<${Failure} error=${activity.error} what="The counts could not be read" retry=${activity.reload} />`}
    ${!stack && !activity.error && html`<${Skeleton} height="240px" />`}
    ${any && html`<section class="panel panel-body">
      <div class="row spread"><h2 style=${{ fontSize: "var(--t16)" }}>${by === "night" ? t("Calls by type and night") : t("Calls by type and hour")}</h2>
        <div class="row">
          <${Button} small aria-pressed=${by === "hour" ? "true" : "false"} onClick=${() => setQuery({ by: null })}>By hour<//>
          <${Button} small aria-pressed=${by === "night" ? "true" : "false"} onClick=${() => setQuery({ by: "night" })}>By night<//></div></div>
      <${StackedBars} data=${stack} label=${by === "night" ? t("Calls by type and night") : t("Calls by type and hour")} unit=${t("calls")} x=${by === "night" ? "" : t("time of day at the site")} /></section>`}
    <${CallTable} query=${query} filtered=${Object.keys(activeFilters(filters, [])).length > 0} />
  <//>`;
}
