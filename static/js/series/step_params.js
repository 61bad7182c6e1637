// @ts-check
/** The parameters of a step as controls, from what the step says of itself. An empty number is "no bound", 0 is 0. */

import { CheckField, NumberField, SelectField, TextField } from "../components/form.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Defaults that are not "nothing". @param {any} kind */
export function startParams(kind) {
  return Object.fromEntries(kind.parameters.filter((one) => one.default !== null && one.default !== undefined && one.kind !== "map").map((one) => [one.name, one.default]));
}

/** @param {{kind: any, step: any, columns: any[], change: (patch: any) => void}} props */
export function StepParams({ kind, step, columns, change }) {
  const set = (name, value) => change({ params: { ...step.params, [name]: value } });
  const chosen = step.columns.length ? step.columns : columns.map(({ name }) => name);
  const toggle = (name) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : columns.map((column) => column.name).filter((one) => chosen.includes(one) || one === name);
    if (next.length) change({ columns: next.length === columns.length ? [] : next });
  };
  return html`<div class="step-params">
    ${kind.parameters.map((one) => html`<${Parameter} key=${one.name} parameter=${one} value=${step.params[one.name]} columns=${columns} onValue=${(value) => set(one.name, value)} />`)}
    ${columns.length > 1 && kind.group === "clean" && html`<fieldset class="field step-columns"><legend class="label">Columns</legend><div class="row">${columns.map(({ name }) => html`<label class="check" key=${name}><input type="checkbox" checked=${chosen.includes(name)} onChange=${() => toggle(name)} /><span>${name}</span></label>`)}</div></fieldset>`}
  </div>`;
}

/** @param {{parameter: any, value: any, columns: any[], onValue: (value: any) => void}} props */
export function Parameter({ parameter, value, columns, onValue }) {
  const { kind, label, help, unit, options, is_optional } = parameter;
  const shared = { label, hint: help, optional: is_optional };
  if (kind === "switch") return html`<${CheckField} label=${label} hint=${help} value=${value ?? parameter.default} onValue=${onValue} />`;
  if (kind === "choice") return html`<${SelectField} ...${shared} options=${options.map((one) => ({ value: one, label: one.replaceAll("-", " ") }))} value=${value ?? parameter.default} onValue=${onValue} />`;
  if (kind === "column") return html`<${SelectField} ...${shared} options=${[{ value: "", label: "the first" }, ...columns.map(({ name }) => ({ value: name, label: name }))]} value=${value ?? ""} onValue=${onValue} />`;
  if (kind === "time") return html`<${TextField} ...${shared} class="mono" placeholder="2026-06-01T00:00:00Z" value=${value ?? ""} onValue=${(text) => onValue(text.trim() || null)} />`;
  if (kind === "map") return html`<${PerColumn} ...${{ parameter, value: value || {}, columns, onValue }} />`;
  if (kind === "text") return html`<${TextField} ...${shared} value=${value ?? ""} onValue=${onValue} />`;
  return html`<${NumberField} ...${shared} unit=${unit} min=${parameter.minimum} max=${parameter.maximum} step="any" placeholder=${is_optional ? t("none") : ""} value=${value} onValue=${onValue} />`;
}

/** A word for each column. @param {any} props */
function PerColumn({ parameter, value, columns, onValue }) {
  const set = (name, word) => {
    const next = { ...value, [name]: word };
    if (!word) delete next[name];
    onValue(next);
  };
  return html`<fieldset class="field step-columns"><legend class="label">${parameter.label}</legend><span class="hint">${parameter.help}</span>
    ${columns.map(({ name }) => html`<${SelectField} key=${name} label=${name} options=${[{ value: "", label: "as above" }, ...parameter.options.map((one) => ({ value: one, label: one.replaceAll("-", " ") }))]} value=${value[name] || ""} onValue=${(word) => set(name, word)} />`)}
  </fieldset>`;
}
