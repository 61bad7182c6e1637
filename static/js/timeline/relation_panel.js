// @ts-check
/** Two tracks against each other: how closely they go together, at which lag, and what speaks against believing it. */

import { Icon } from "../components/icon.js";
import { SelectField } from "../components/form.js";
import { Failure, Skeleton } from "../components/states.js";
import { count, fixed } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { ownWord } from "./own_words.js";
import { specText, stepName } from "./spec.js";
import { LagCurve, Scatter } from "./relation_charts.js";
import { iso } from "./use_view.js";

/** What speaks against reading too much into a correlation. */
const CAVEATS = {
  "too-few-pairs": t("Fewer than 8 bins in which both are known: no correlation is told, chance alone would make one. Choose shorter bins or a longer span."),
  constant: t("One of the two does not change here: there is nothing to go together with."),
  "few-pairs": t("Fewer than 30 pairs: a few odd bins could have made it."),
  dependent: t("Neighbouring bins resemble each other, so that the pairs are worth far fewer independent ones."),
  "may-be-nothing": t("The interval includes 0: it may be nothing."),
  "daily-course": t("Most of it is the time of day: with each hour's mean taken away, little is left."),
  "best-of-many": t("The best of many lags was chosen, which makes it look stronger than it is."),
  "not-cause": t("Going together is not causing: a third thing may drive both."),
};

/** @param {{place: any, specs: import("./types.js").Spec[], view: import("./types.js").View, span: import("./types.js").Span}} props */
export function RelationPanel({ place, specs, view, span }) {
  const [pair, setPair] = useState([0, Math.min(1, specs.length - 1)]);
  const [a, b] = pair.map((i) => Math.min(i, specs.length - 1));
  const found = useGet(specs.length > 1 ? "/timeline/relation" : null, { ...place, a: specText(specs[a]), b: specText(specs[b]), start: iso(span[0]), end: iso(span[1]), step_s: view.step_s });
  if (specs.length < 2) return html`<p class="panel-body soft">Add a second track to compare the first with.</p>`;
  const options = view.tracks.map((track, i) => ({ value: String(i), label: track.title + (track.detail ? `, ${track.detail}` : "") }));
  return html`<div class="panel-body stack">
    <div class="tl-choose">
      <${SelectField} label="Track" value=${String(a)} options=${options} onValue=${(value) => setPair([Number(value), b])} />
      <${SelectField} label="against" value=${String(b)} options=${options} onValue=${(value) => setPair([a, Number(value)])} />
    </div>
    ${found.error ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${Skeleton} height="220px" />` : html`<${Found} data=${inNames(found.data, view.tracks[a], view.tracks[b])} />`}
  </div>`;
}

/** The answer with the two tracks called as in the lanes. @param {any} data @param {import("./types.js").Series} a @param {import("./types.js").Series} b */
function inNames(data, a, b) {
  const nameOf = (/** @type {import("./types.js").Series} */ { title, detail }) => (detail ? `${title} (${detail})` : title);
  return { ...data, a: nameOf(a), b: nameOf(b), unit_a: ownWord(data.unit_a), unit_b: ownWord(data.unit_b) };
}

/** @param {{data: any}} props */
function Found({ data }) {
  const figures = [
    [t("Pairs"), count(data.n), t`bins of ${stepName(data.step_s)} in which both are known`],
    [t("Pearson’s r"), fixed(data.pearson, 2), data.low === null ? "" : t`95 % between ${fixed(data.low, 2)} and ${fixed(data.high, 2)}`],
    [t("Spearman’s ρ"), fixed(data.spearman, 2), t("by ranks: odd values count less")],
    [t("Worth"), fixed(data.n_effective, 0), t("independent pairs")],
    [t("Without the day"), fixed(data.without_day, 2), t("r after each hour’s mean is taken away")],
    [t("Best lag"), data.best ? lagText(data.best.shift, data) : "–", data.best ? t`r ${fixed(data.best.r, 2)} of ${count(data.best.n)} pairs` : ""],
  ];
  return html`<div class="figures tl-figures">${figures.map(([label, value, about]) => html`<div key=${label}><div class="figure-value mono">${value}</div><div class="figure-label">${label}</div><div class="faint small-text">${about}</div></div>`)}</div>
    <ul class="tl-caveats soft" aria-label="What speaks against it">${data.caveats.map((code) => html`<li key=${code}><${Icon} name=${code === "not-cause" ? "info" : "triangle-alert"} /><span>${CAVEATS[code] || code}</span></li>`)}</ul>
    ${data.n > 0 && html`<div class="tl-pair"><${Scatter} data=${data} />${data.best && html`<${LagCurve} data=${data} />`}</div>`}`;
}

/** @param {number} shift @param {any} data */
function lagText(shift, data) {
  if (shift === 0) return t("none");
  const hours = (Math.abs(shift) * data.step_s) / 3600;
  const long = hours >= 48 ? `${fixed(hours / 24, 0)} d` : hours >= 1 ? `${fixed(hours, hours % 1 ? 1 : 0)} h` : `${fixed(hours * 60, 0)} min`;
  return `${shift > 0 ? "+" : "−"}${long}`;
}
