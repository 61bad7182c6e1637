// @ts-check
/** What stands where a call would be: none left, none yet, or the station does not answer. */

import { Button } from "../components/button.js";
import { Empty, Failure } from "../components/states.js";
import { count, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** @param {{labelling: import("./labelling.js").Labelling, batch: any}} props */
export function NothingInFront({ labelling, batch }) {
  const supply = labelling.supply.state.value;
  if (supply === "failed" && !labelling.supply.error.value?.status) {
    const n = labelling.outbox.items.value.length;
    return html`<${Empty} icon="wifi-off" title="Waiting for the network" action=${html`<${Button} icon="rotate-ccw" onClick=${labelling.supply.refill}>Try now<//>`}>
      ${n > 0 && t`${plural(n, "decision is", "decisions are")} kept in this browser and sent to the station when it answers. `}The next calls come by themselves.<//>`;
  }
  if (supply === "failed") return html`<${Failure} error=${labelling.supply.error.value} what="No further calls could be fetched" retry=${labelling.supply.refill} />`;
  if (supply === "loading" || supply === "ready") return html`<div class="a-waiting skeleton" role="status" aria-label="Fetching the next calls"></div>`;
  const { n_tasks, n_left, n_mine_done } = labelling.progress.value;
  const back = html`<${Button} tone="primary" href=${`/batches/${batch.id}`}>To the batch<//>`;
  const again = html`<${Button} icon="rotate-ccw" onClick=${labelling.supply.lookAgain}>Look again, skipped ones too<//>`;
  if (!n_tasks) return html`<${Empty} icon="inbox" title="No calls in this batch" action=${back}>It was made from a selection that held none.<//>`;
  if (!labelling.isLabelling) return html`<${Empty} icon="eye" title="That was the last one" action=${back}>There are no further calls to look at.<//>`;
  if (n_left > 0) {
    return html`<${Empty} icon="users" title="Nothing left for you here" action=${html`<div class="actions">${again}${back}</div>`}>
      ${plural(n_left, "call is", "calls are")} with other people, were skipped, or were answered by you already. What others leave comes back half an hour later.<//>`;
  }
  return html`<${Empty} icon="check-check" title="All calls are labelled" action=${html`<div class="actions">${back}<${Button} href=${`/batches/${batch.id}/review`} icon="layout-grid">Review them in a grid<//></div>`}>
    ${count(n_tasks)} calls, ${count(n_mine_done)} of them by you. Review them in a grid, train a classifier on them from the batch's page, or start the next batch.<//>`;
}

/** A batch that has no calls to give. @param {{batch: any}} props */
export function NotReady({ batch }) {
  const back = html`<${Button} href=${`/batches/${batch.id}`}>To the batch<//>`;
  if (batch.state === "failed") return html`<${Empty} icon="circle-alert" title="This batch could not be made" action=${back}>${batch.problem?.detail || t("Its job failed.")}<//>`;
  return html`<${Empty} icon="activity" title="The batch is being made" action=${batch.job_id ? html`<${Button} href=${`/jobs/${batch.job_id}`}>Watch the job<//>` : back}>
    Its calls are being gathered and put in order. This page goes on by itself.<//>`;
}
