// @ts-check
/** One clustering: being made, failed, or open to be explored. */

import { Button } from "../components/button.js";
import { JobProgress } from "../components/job_progress.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Explorer } from "../clustering/explorer.js";
import { count, fixed, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { follow, jobs } from "../lib/jobs.js";
import { findIn, projects } from "../lib/names.js";
import { useClusteringNames } from "../lib/method_names.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { t } from "../lib/words.js";

const TRAIL = [{ label: "Clusters", href: "/clusterings" }];

export default function Clustering() {
  const { id } = place.value.params;
  const run = useGet(`/clustering-runs/${id}`);
  const { data } = run;
  useEffect(() => {
    if (data?.state === "waiting" && data.job_id) follow(data.job_id, undefined, () => run.reload());
  }, [data?.state, data?.job_id]);
  if (run.error && !data) return html`<${Page} title="Clusters" trail=${TRAIL}><${Failure} error=${run.error} retry=${run.reload} /><//>`;
  if (!data) return html`<${Page} title="Clusters" trail=${TRAIL}><${SkeletonRows} /><//>`;
  const project = findIn(projects, data.project_id);
  const trail = project ? [{ label: project.name, href: `/projects/${project.id}` }, ...TRAIL] : TRAIL;
  if (data.state === "waiting") return html`<${Page} title=${data.name} trail=${trail}><${Making} run=${data} /><//>`;
  if (data.state === "failed") {
    return html`<${Page} title=${data.name} trail=${trail}><${Empty} icon="circle-alert" title="The calls could not be grouped" action=${html`<${Button} href="/clusterings?make=1">Try another way<//>`}>${data.problem?.detail || data.problem?.code}<//><//>`;
  }
  if (!data.n_members) {
    return html`<${Page} title=${data.name} trail=${trail}><${Empty} icon="chart-scatter" title="No call to group" action=${html`<${Button} href="/clusterings?make=1">Choose others<//>`}>None of the chosen calls could be measured.<//><//>`;
  }
  return html`<${Page} title=${data.name} trail=${trail} shape="full" lede=${html`<${Facts} run=${data} />`}><${Explorer} key=${data.id} run=${data} /><//>`;
}

/** @param {{run: any}} props */
function Making({ run }) {
  const job = run.job_id ? jobs.value[run.job_id] : null;
  return html`<${Panel}><div class="stack"><p>The calls are being measured and grouped. You may leave this page.</p>${job && html`<${JobProgress} job=${job} />`}</div><//>`;
}

/** @param {{run: any}} props */
function Facts({ run }) {
  const titleOf = useClusteringNames();
  return html`<span>${[plural(run.n_members, "call"), plural(run.n_clusters, "cluster"), run.n_noise ? t`${count(run.n_noise)} belong nowhere` : "", run.silhouette === null ? "" : t`silhouette ${fixed(run.silhouette, 2)}`, t`${titleOf(run.params?.method || run.method)}, ${titleOf(run.feature_set)}, map by ${titleOf(run.map_method)}`].filter(Boolean).join(" · ")}</span>`;
}
