// @ts-check
/** Home: what happened since the last visit, what waits, what runs, what there is, how the station is. */

import { Button } from "../components/button.js";
import { FirstSteps, NextSteps } from "../components/first_steps.js";
import { Page } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { AtWork } from "../home/at_work.js";
import { Health } from "../home/health.js";
import { Holdings } from "../home/holdings.js";
import { News } from "../home/news.js";
import { visitNoted } from "../home/visit.js";
import { Waiting } from "../home/waiting.js";
import { api } from "../lib/api.js";
import { html, useEffect } from "../lib/html.js";
import { onAnyEvent } from "../lib/live.js";
import { FOLLOW_MS, paced } from "../lib/pacing.js";
import { useGet, useResource } from "../lib/resource.js";
import { activeGroup, may, user } from "../lib/store.js";
import { t } from "../lib/words.js";

/** News of the live channel after which the page looks again. */
const FOLLOWED = new Set(["recording.changed", "image.changed", "dataset.changed", "batch.progress", "job.state", "notification", "telemetry.event"]);

export default function Home() {
  const group_id = activeGroup.value?.id;
  const home = useResource(`home ${group_id}`, async (signal) => {
    await visitNoted();
    return api.get("/home", { query: { group_id }, signal });
  });
  // Asked for beside the rest: by the time there is a place for it, it is here.
  const status = useGet("/status");
  useEffect(() => {
    const soon = paced(home.reload, FOLLOW_MS);
    const stop = onAnyEvent((event) => FOLLOWED.has(event) && soon());
    return () => {
      soon.stop();
      stop();
    };
  }, [home.reload]);
  const name = user.value?.display_name || user.value?.username;
  if (home.error && !home.data) return html`<${Page} title="Home"><${Failure} error=${home.error} what="The home page could not be loaded" retry=${home.reload} /><//>`;
  if (!home.data) return html`<${Page} title="Home"><${SkeletonRows} rows=${6} /><//>`;
  const data = home.data;
  if (isEmpty(data)) {
    return html`<${Page} title=${t`Welcome, ${name}`} lede="Sound, pictures, readings and series of a place, together on one clock. Three ways to begin:">
      <div class="stack roomy"><${FirstSteps} onReady=${home.reload} />${data.waiting.length > 0 && html`<${Waiting} data=${data} />`}</div><//>`;
  }
  const actions = may("editor") && html`<${Button} tone="primary" icon="upload" href="/recordings?add=1">Add recordings<//>`;
  return html`<${Page} title="Home" actions=${actions}>
    ${data.sample_project_id && html`<${NextSteps} projectId=${data.sample_project_id} />`}
    <div class="home-grid">
      <div class="stack home-column"><${Waiting} data=${data} /><${News} data=${data} /></div>
      <div class="stack home-column"><${AtWork} /><${Health} status=${status} stored=${data.bytes} /></div>
    </div>
    <${Holdings} counts=${data.counts} />
  <//>`;
}

/** Nothing was brought in yet, of any kind; one's collection is at home in one's own group. @param {any} data */
function isEmpty({ counts, sample_project_id }) {
  const kinds = ["recordings", "pictures", "channels", "datasets", ...(activeGroup.value?.is_personal ? ["entries"] : [])];
  return !sample_project_id && kinds.every((kind) => !counts[kind]);
}
