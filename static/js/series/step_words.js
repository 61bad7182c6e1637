// @ts-check
/** Steps of a chain as people read them: the name of each, with its settings in words. */

import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { valueText } from "./facts.js";

/** The kinds of steps by their name; empty until they have come. @returns {Map<string, any>} */
export function useStepKinds() {
  const kinds = useGet("/series-steps");
  return new Map((kinds.data?.results || []).map((kind) => [kind.name, kind]));
}

/** @param {{steps: any[], kinds: Map<string, any>}} props */
export function StepList({ steps, kinds }) {
  return html`<ol class="lineage-steps">${steps.map((step, i) => html`<li key=${i}>${kinds.get(step.name)?.title || step.name} <span class="small-text soft">${paramText(step, kinds.get(step.name))}</span></li>`)}</ol>`;
}

/** @param {any} step @param {any} kind */
function paramText(step, kind) {
  const known = new Map((kind?.parameters || []).map((one) => [one.name, one]));
  const parts = Object.entries(step.params).map(([name, value]) => {
    const about = known.get(name);
    return `${about?.label || name} ${settingText(value, about)}`;
  });
  return [...parts, step.columns?.length ? t`on ${step.columns.join(", ")}` : ""].filter(Boolean).join(", ");
}

/** @param {any} value @param {any} about */
function settingText(value, about) {
  if (value === null) return t("none");
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return valueText(value, about?.unit || "");
  if (typeof value === "object") return JSON.stringify(value);
  return about?.options?.find((option) => option.value === value)?.label || value;
}
