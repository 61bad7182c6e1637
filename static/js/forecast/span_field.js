// @ts-check
/** A length of time: a number and its unit. */

import { html, useId } from "../lib/html.js";
import { t } from "../lib/words.js";
import { spanWords } from "./words.js";

const UNITS = [["steps", t("steps")], ["minutes", t("minutes")], ["hours", t("hours")]];

/** @param {{label: string, value: any, step_s: number, optional?: boolean, hint?: string, onValue: (value: any) => void}} props */
export function SpanField({ label, value, step_s, optional, hint, onValue }) {
  const id = useId();
  const change = (text) => {
    if (text === "" && optional) return onValue(null);
    return onValue({ amount: text === "" ? null : Number(text), unit: value?.unit || "steps" });
  };
  const told = value?.amount ? spanWords(value, step_s) : hint || "";
  return html`<div class="field">
    <label class="label" for=${id}><span>${label}</span>${optional && html`<span class="optional">optional</span>`}</label>
    <span class="span-field">
      <input id=${id} type="number" step="any" min="0" class="input mono" value=${value?.amount ?? ""} placeholder=${optional ? t("the session's") : ""} onInput=${(event) => change(event.currentTarget.value)} />
      <select class="input" aria-label=${t`Unit of ${label}`} value=${value?.unit || "steps"} disabled=${!value} onChange=${(event) => onValue({ ...value, unit: event.currentTarget.value })}>${UNITS.map(([unit, word]) => html`<option key=${unit} value=${unit} selected=${unit === (value?.unit || "steps")}>${word}</option>`)}</select>
    </span>
    ${told && html`<span class="hint">${told}</span>`}
  </div>`;
}
