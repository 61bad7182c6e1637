// @ts-check
/** Review of a batch: a wall of calls of one type; mark the wrong ones, confirm the rest with one key. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { ProgressBar } from "../components/progress.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { loadRepertoire, wordsOfTypes } from "../annotation/words.js";
import { Review } from "../review/review.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { may } from "../lib/store.js";
import { t } from "../lib/words.js";

export default function ReviewPage() {
  const { id } = place.value.params;
  const found = useResource(id, async (signal) => {
    const [batch] = await Promise.all([api.get(`/task-batches/${id}`, { signal }), loadStyle("/static/css/review.css")]);
    const { types } = await loadRepertoire(batch.species_id, signal);
    return { batch, words: wordsOfTypes(types) };
  });
  useEffect(() => join(`batch:${id}`, {
    "batch.progress": ({ n_tasks, n_done }) => found.set((before) => before && { ...before, batch: { ...before.batch, n_tasks, n_done } }),
    "batch.changed": found.reload,
  }), [id]);
  const trail = [{ label: "Labelling", href: "/batches" }, ...(found.data ? [{ label: found.data.batch.name, href: `/batches/${id}` }] : [])];
  if (found.error && !found.data) return html`<${Page} title="Review" trail=${trail}><${Failure} error=${found.error} retry=${found.reload} /><//>`;
  if (!found.data) return html`<${Page} title="Review" trail=${trail}><${SkeletonRows} /><//>`;
  const { batch, words } = found.data;
  const canDecide = batch.state === "open" && batch.n_annotators === 1 && may("annotator");
  const progress = batch.n_tasks > 0 && html`<span class="review-progress"><${ProgressBar} share=${batch.n_done / batch.n_tasks} label=${t`${count(batch.n_done)} of ${count(batch.n_tasks)} labelled`} tone="person" /><span class="mono nowrap">${count(batch.n_done)} / ${count(batch.n_tasks)}</span></span>`;
  const actions = html`${progress}${batch.n_annotators > 1 && html`<${Button} icon="scale" href=${`/batches/${id}/agreement`}>Agreement<//>`}`;
  return html`<${Page} title=${batch.name} name=${t`Review ${batch.name}`} trail=${trail} shape="full" actions=${actions}>
    <${Review} key=${id} batch=${batch} words=${words} canDecide=${canDecide} />
  <//>`;
}
