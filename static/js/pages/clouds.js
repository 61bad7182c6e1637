// @ts-check
/** One series against another: the cloud, its curve, what lies too far from it, and what can be done about that. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { allRows } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";
import { CloudDesk } from "../series/cloud_desk.js";

loadStyle("/static/css/series.css");

export default function Clouds() {
  const group_id = activeGroup.value?.id;
  const all = useResource(group_id ? `datasets ${group_id}` : null, () => allRows("/datasets", { group_id, ordering: "name" }));
  if (all.error && !all.data) return html`<${Page} title="Cloud"><${Failure} error=${all.error} retry=${all.reload} /><//>`;
  if (!all.data) return html`<${Page} title="Cloud"><${SkeletonRows} /><//>`;
  const ready = all.data.filter((row) => row.current?.state === "ready" && row.current.columns.length);
  if (!ready.length) {
    return html`<${Page} title="Cloud"><${Empty} icon="chart-scatter" title="Nothing to compare yet" action=${html`<${Button} tone="primary" icon="upload" href="/datasets/import">Import a series<//>`}>Heat against outdoor temperature, flow against power: each pair of values is a point, the curve through them shows what is usual, and what lies far from it.<//><//>`;
  }
  return html`<${Page} title="Cloud" shape="full" lede="One series against another, paired by time."><${CloudDesk} datasets=${ready} /><//>`;
}
