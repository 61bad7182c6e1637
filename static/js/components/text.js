// @ts-check
/** Small written things: names of species, moments, tags, meters. */

import { ago, dateTime, fullDateTime, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";

/** A scientific name in italics, with the common name behind it where there is one. @param {{name?: string, common?: string}} props */
export function SpeciesName({ name, common }) {
  if (!name) return html`<span class="faint">no species</span>`;
  return html`<span><i class="species-name">${name}</i>${common ? ` · ${common}` : ""}</span>`;
}

/** A moment; with its zone where one is given, which and the seconds on hover. @param {{value?: string | null, relative?: boolean, zone?: string}} props */
export function Moment({ value, relative, zone }) {
  if (!value) return html`<span class="faint">–</span>`;
  return html`<time datetime=${value} title=${fullDateTime(value, zone)}>${relative ? ago(value) : dateTime(value, zone)}</time>`;
}

/** @param {{tone?: string, icon?: string, title?: string, children?: any}} props */
export function Tag({ tone = "", icon, title, children }) {
  return html`<span class=${`tag ${tone}`} title=${title}>${icon && html`<${Icon} name=${icon} />`}${children}</span>`;
}

/** A call type: solid when a person said it, dashed when a model did. @param {{label?: string | null, person?: boolean, isUnknown?: boolean}} props */
export function CallLabel({ label, person, isUnknown }) {
  if (!label) return html`<span class="faint">–</span>`;
  if (isUnknown) return html`<${Tag} tone="guess" title=${t`Far from every call the model learned from; the nearest is ${label}`}>${t("unknown")}<//>`;
  const title = person ? t`${label}, said by a person` : t`${label}, a model's guess`;
  return html`<${Tag} tone=${person ? "confirmed" : "guess"} title=${title}>${label}<//>`;
}

/** A share as a thin bar with its figure. @param {{share: number | null | undefined, label: string, person?: boolean}} props */
export function Meter({ share, label, person }) {
  if (share === null || share === undefined) return html`<span class="faint">–</span>`;
  return html`<span class=${person ? "meter person" : "meter"} title=${label}>
    <span aria-hidden="true"><i style=${{ transform: `scaleX(${Math.max(0, Math.min(1, share))})` }}></i></span>
    <span class="mono">${percent(share)}</span>
  </span>`;
}

const STATES = {
  queued: ["", "clock", t("waiting")],
  running: ["moss", "activity", t("running")],
  succeeded: ["plain", "check", t("done")],
  failed: ["brick", "circle-alert", t("failed")],
  cancelled: ["plain", "x", t("cancelled")],
  processing: ["ochre", "activity", t("processing")],
  ready: ["plain", "check", t("ready")],
  stored: ["plain", "check", t("stored")],
  known: ["plain", "copy", t("already here")],
  rejected: ["brick", "circle-alert", t("refused")],
  receiving: ["ochre", "activity", t("on its way")],
  verifying: ["ochre", "activity", t("being checked")],
  expired: ["plain", "clock", t("given up")],
  training: ["ochre", "activity", t("training")],
  checking: ["ochre", "activity", t("being checked")],
  building: ["ochre", "activity", t("being made")],
  open: ["moss", "pen-line", t("open")],
  closed: ["plain", "lock", t("closed")],
};

/** A state in words. @param {string} state */
export const stateWord = (state) => STATES[state]?.[2] || state;

/** The state of a job, a recording or an upload. @param {{state?: string, title?: string}} props */
export function StateTag({ state = "", title }) {
  const [tone, icon, text] = STATES[state] || ["", "info", state || t("unknown")];
  return html`<${Tag} tone=${tone} icon=${icon} title=${title}>${text}<//>`;
}
