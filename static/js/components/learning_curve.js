// @ts-check
/** How good the model of a batch is on labels it never saw, round by round, live. */

import { count, percent, plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { useGet } from "../lib/resource.js";
import { problemText } from "../lib/station_words.js";
import { t } from "../lib/words.js";
import { Frame, across, up } from "./evaluation_charts.js";
import { Failure, SkeletonRows } from "./states.js";

/**
 * @typedef {{number: number, n_labels: number, n_held_out: number, macro_f1: number | null, classifier_id: string | null,
 *   state: string, problem: {code: string, detail: string | null} | null}} Round
 */

/** Rounds as points, the held-out score against the labels learned from. @param {{batchId: string}} props */
export function LearningCurve({ batchId }) {
  const learning = useGet(`/task-batches/${batchId}/learning`);
  useEffect(() => join(`batch:${batchId}`, { "batch.learned": learning.reload }, () => learning.reload()), [batchId]);
  if (learning.error && !learning.data) return html`<${Failure} error=${learning.error} retry=${learning.reload} />`;
  if (!learning.data) return html`<${SkeletonRows} rows=${2} />`;
  const { rounds, n_held_out_tasks: kept, n_held_out_labelled: labelled } = learning.data;
  const scored = rounds.filter(({ macro_f1: score }) => score !== null);
  return html`<div class="stack tight">
    ${scored.length > 0 && html`<${Curve} rounds=${scored} />`}
    <p class="soft">${sentence(rounds.at(-1), kept, labelled)}</p>
    ${rounds.length > 0 && html`<${Rounds} rounds=${rounds} />`}
  </div>`;
}

/** @param {Round | undefined} last @param {number} kept @param {number} labelled */
function sentence(last, kept, labelled) {
  const apart = kept ? t`${count(labelled)} of ${plural(kept, "held-out call")} labelled so far.` : t("No call is held out, so there is no score.");
  if (!last) return t`The model has not learned yet. ${apart}`;
  if (last.state === "learning") return t`Round ${last.number} is learning now. ${apart}`;
  if (last.state === "failed") return t`Round ${last.number} learned nothing: ${problemText(last.problem)}. ${apart}`;
  if (last.macro_f1 === null) return t`Round ${last.number} learned from ${plural(last.n_labels, "label")}; there is no held-out label to score it on. ${apart}`;
  return t`Round ${last.number}: macro F1 ${percent(last.macro_f1)} on ${plural(last.n_held_out, "held-out call")}, after ${plural(last.n_labels, "label")}.`;
}

/** @param {{rounds: Round[]}} props */
function Curve({ rounds }) {
  const most = Math.max(...rounds.map(({ n_labels: n }) => n), 1);
  const points = rounds.map((round) => ({ round, x: across(round.n_labels / most), y: up(round.macro_f1 || 0) }));
  const line = points.map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`).join("");
  const label = t`Held-out score: ${rounds.map(({ n_labels: n, macro_f1: score }) => `${plural(n, "label")}, ${percent(score, 0)}`).join("; ")}`;
  return html`<${Frame} label=${label} x="labels learned from" y="macro F1 on held-out calls, %" ticks=${[0, 0.5, 1].map((share) => [share, count(Math.round(most * share))])}>
    <path class="curve" d=${line} />
    ${points.map(({ round, x, y }) => html`<circle key=${round.number} class="point" cx=${x} cy=${y} r="4"><title>Round ${round.number}, ${plural(round.n_labels, "label")}: ${percent(round.macro_f1)}</title></circle>`)}
  <//>`;
}

/** The latest rounds in figures, each with its classifier. @param {{rounds: Round[]}} props */
function Rounds({ rounds }) {
  const latest = rounds.slice(-6).reverse();
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Rounds of learning"><table class="plain-table">
    <thead><tr><th scope="col">Round</th><th scope="col">Labels</th><th scope="col">Held out</th><th scope="col">Macro F1</th><th scope="col">Model</th></tr></thead>
    <tbody>${latest.map((round) => html`<tr key=${round.number}><td class="mono">${round.number}</td><td class="mono">${count(round.n_labels)}</td><td class="mono">${count(round.n_held_out)}</td>
      <td class="mono">${round.macro_f1 === null ? "–" : percent(round.macro_f1)}</td>
      <td>${round.classifier_id ? html`<a href=${`/classifiers/${round.classifier_id}`}>${t("Open§do")}</a>` : html`<span class="faint">${round.state === "learning" ? t("learning") : "–"}</span>`}</td></tr>`)}</tbody>
  </table></div>`;
}
