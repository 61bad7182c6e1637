// @ts-check
/** Where a classifier comes from: its source, its calls by type, its file. */

import { count, percent, plural } from "../lib/format.js";
import { html } from "../lib/html.js";
import { classifierMethod } from "../lib/method_names.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Panel } from "./page.js";
import { Moment, StateTag, Tag } from "./text.js";

/** One line on what it learned from. @param {any} source */
export function sourceText(source) {
  if (source.kind === "batch") return plural(source.batch_ids?.length || 0, "task batch", "task batches");
  if (source.kind === "segments") return t`named segments of ${source.project_name || t("a project")}`;
  if (source.kind === "species") return t`named segments of ${source.species_name || t("a species")}`;
  if (source.kind === "training-set") return t("labelled files");
  if (source.kind === "import") return t`imported from ${source.file_name}`;
  return "–";
}

/** @param {{data: any}} props */
export function Origin({ data }) {
  const { source = {}, training = {} } = data;
  const perClass = Object.entries(training.per_class || {});
  const facts = [
    [t("State"), html`<${StateTag} state=${data.state || "ready"} />`],
    [t("Method"), classifierMethod(data.method)],
    [t("Features"), classifierMethod(data.feature_set) || "–"],
    [t("Source"), sourceText(source)],
    [t("Learned from"), training.n_calls === undefined ? "–" : plural(training.n_calls, "call")],
    perClass.length && [t("By type"), html`<span class="row">${perClass.map(([label, n]) => html`<${Tag} key=${label}>${label} ${count(/** @type {number} */ (n))}<//>`)}</span>`],
    source.batches?.length && [t("Batches"), html`<span class="stack tight">${source.batches.map((one) => html`<span key=${one.id}><a href=${`/batches/${one.id}/review`}>${one.name}</a> <span class="soft">${batchText(one)}</span></span>`)}</span>`],
    source.n_held_out > 0 && [t("Held out"), t`${plural(source.n_held_out, "call")}, never trained on`],
    [t("Made"), html`<${Moment} value=${data.created_at} />`],
    data.sha256 && [t("File"), data.sha256, "mono clip"],
  ].filter(Boolean);
  return html`<${Panel} title="Where it comes from"><dl class="facts">${facts.map(([name, value, style]) => html`<dt key=${name}>${name}</dt><dd class=${style}>${value}</dd>`)}</dl><//>`;
}

/** @param {any} batch */
function batchText(batch) {
  const counts = Object.entries(batch.per_class || {}).map(([label, n]) => `${label} ${count(/** @type {number} */ (n))}`).join(", ");
  return [counts || t("nothing named"), batch.n_held_out ? t`${count(batch.n_held_out)} held out` : ""].filter(Boolean).join("; ");
}

/** What an imported file says of itself; nobody here has measured it. @param {{data: any}} props */
export function Claims({ data }) {
  const says = data.source?.says || {};
  const score = says.scores?.macro_f1;
  return html`<div class="notice"><${Icon} name="info" /><span class="grow"><strong>Imported.</strong> ${score === undefined
    ? t("Its file names no scores.")
    : t`Its file says macro F1 ${percent(score)}; that was measured elsewhere, on other data.`} Try it on recordings you know before you rely on it.</span></div>`;
}
