// @ts-check
/** How far a task batch is: a bar and its figures. */

import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { ProgressBar } from "./progress.js";

/** @param {{batch: any}} props */
export function BatchProgress({ batch }) {
  if (batch.state === "building") return html`<${ProgressBar} share=${null} label="The batch is being made" />`;
  if (!batch.n_tasks) return html`<span class="faint">no calls</span>`;
  const share = batch.n_done / batch.n_tasks;
  return html`<span class="batch-progress">
    <${ProgressBar} share=${share} label=${t`${count(batch.n_done)} of ${count(batch.n_tasks)} labelled`} tone="person" />
    <span class="mono">${count(batch.n_done)} / ${count(batch.n_tasks)}</span>
  </span>`;
}
