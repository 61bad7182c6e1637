// @ts-check
/** Results at a glance: activity by night with the sun, sequences and bouts, what was heard where. */

import { callFilters } from "../components/call_filters.js";
import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, activeFilters } from "../components/filters.js";
import { NightGrid } from "../components/night_grid.js";
import { Page } from "../components/page.js";
import { PlaceTable } from "../components/place_table.js";
import { Sequences } from "../components/sequences.js";
import { Empty, Failure, Skeleton } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { html } from "../lib/html.js";
import { asMoments } from "../lib/moments.js";
import { useGet } from "../lib/resource.js";
import { queryText } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { t } from "../lib/words.js";

const TABS = [{ id: "nights", label: "Nights" }, { id: "sequences", label: "Sequences" }, { id: "places", label: "Places" }];

export default function Results() {
  const filters = callFilters();
  const chosen = activeFilters(filters, []);
  const query = { group_id: activeGroup.value?.id, ...asMoments(chosen) };
  const tab = openTab(TABS);
  const actions = html`<${Button} icon="table-2" href=${`/calls${queryText(chosen)}`}>The calls themselves<//>`;
  return html`<${Page} title="Results" shape="full" actions=${actions}>
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${Tabs} label="Kinds of result" tabs=${TABS} />
    ${tab === "nights" && html`<${Answer} path="/results/nights" query=${query} what="The nights" children=${(data) => html`<${NightGrid} data=${data} />`} />`}
    ${tab === "sequences" && html`<${Answer} path="/results/sequences" query=${query} what="The sequences" children=${(data) => html`<${Sequences} data=${data} />`} />`}
    ${tab === "places" && html`<${Answer} path="/results/places" query=${query} what="The places" children=${(data) => html`<${PlaceTable} rows=${data.results} />`} />`}
  <//>`;
}

/** What a summary shows while it is read, when it fails, and when there is nothing in it. @param {any} props */
function Answer({ path, query, what, children }) {
  const answer = useGet(path, query);
  if (answer.error) return html`<${Failure} error=${answer.error} what=${t`${what} could not be read`} retry=${answer.reload} />`;
  if (!answer.data) return html`<${Skeleton} height="320px" />`;
  const none = answer.data.results.length === 0 && !answer.data.n_calls;
  if (none) {
    return html`<${Empty} icon="chart-column" title="No calls here" action=${html`<${Button} href="/recordings">Go to the recordings<//>`}>
      Results appear as soon as calls were found in recordings that know when they were made. Fewer filters may show more.<//>`;
  }
  return children(answer.data);
}
