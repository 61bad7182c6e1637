// @ts-check
/** The models of a plan: which, with which parameters, and what is searched for. */

import { Button, IconButton } from "../components/button.js";
import { NumberField, SelectField, TextField } from "../components/form.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Parameter } from "../series/step_params.js";
import { orderOf } from "./plan.js";

/** @param {{plan: any, methods: any[], change: (patch: any) => void}} props */
export function ModelsEditor({ plan, methods, change }) {
  const set = (i, patch) => change({ models: plan.models.map((one, n) => (n === i ? { ...one, ...patch } : one)) });
  const add = (kind) => {
    const method = methods.find(({ name }) => name === kind);
    if (method) change({ models: [...plan.models, orderOf(kind, method.strategies[0])] });
  };
  return html`<div class="stack">
    <ul class="rule-list forecast-inputs">${plan.models.map((one, i) => html`<${ModelRow} key=${`${i} ${one.kind}`} ...${{ one, methods }} change=${(patch) => set(i, patch)} remove=${plan.models.length > 1 ? () => change({ models: plan.models.filter((_, n) => n !== i) }) : null} />`)}</ul>
    <select class="input forecast-add" aria-label="Add a model" value="" onChange=${(event) => { add(event.currentTarget.value); event.currentTarget.value = ""; }}>
      <option value="">Add a model …</option>${methods.map((one) => html`<option key=${one.name} value=${one.name} disabled=${!one.is_available}>${one.title}${one.is_available ? "" : ` (${t("not installed on this station")})`}</option>`)}
    </select>
  </div>`;
}

/** @param {any} props */
function ModelRow({ one, methods, change, remove }) {
  const [open, setOpen] = useState(false);
  const method = methods.find(({ name }) => name === one.kind);
  if (!method) return html`<li><span class="faint">${one.kind} is not known here</span></li>`;
  const setParameter = (name, value) => change({ parameters: { ...one.parameters, [name]: value } });
  const n_searched = Object.keys(one.search).length;
  return html`<li>
    <div class="forecast-input">
      <div class="grow"><strong>${method.title}</strong>${n_searched > 0 && html` <span class="tag slate">searched</span>`}<div class="faint small-text">${method.summary}</div></div>
      ${method.strategies.length > 1 && html`<${SelectField} label="Strategy" options=${method.strategies.map((value) => ({ value, label: STRATEGIES[value] }))} value=${one.strategy} onValue=${(strategy) => change({ strategy })} />`}
      <span class="row tight">
      ${method.parameters.length > 0 && html`<${IconButton} icon="sliders-horizontal" label=${t`Parameters of ${method.title}`} aria-expanded=${open ? "true" : "false"} onClick=${() => setOpen(!open)} />`}
      ${remove && html`<${IconButton} icon="x" label=${t`Take ${method.title} away`} onClick=${remove} />`}</span>
    </div>
    ${open && html`<div class="stack forecast-model-more">
      ${method.parameters.map((parameter) => html`<div class="forecast-parameter" key=${parameter.name}>
        <${Parameter} parameter=${parameter} value=${one.parameters[parameter.name] ?? parameter.default} columns=${[]} onValue=${(value) => setParameter(parameter.name, value)} />
        <${SearchValues} parameter=${parameter} values=${one.search[parameter.name]} onValues=${(values) => change({ search: withValues(one.search, parameter.name, values) })} />
      </div>`)}
      ${n_searched > 0 && html`<div class="forecast-pair"><${NumberField} label="Try at most" unit="candidates" min="1" max="200" step="1" value=${one.n_candidates} onValue=${(n_candidates) => change({ n_candidates })} />
        <${NumberField} label="Begin none after" unit="s" min="1" max="14400" value=${one.budget_s} onValue=${(budget_s) => change({ budget_s })} /></div>`}
    </div>`}
  </li>`;
}

const STRATEGIES = { mimo: t("all steps at once"), direct: t("a model a step"), recursive: t("step by step") };

/** @param {Record<string, any[]>} search @param {string} name @param {any[]} values */
function withValues(search, name, values) {
  const next = { ...search, [name]: values };
  if (!values.length) delete next[name];
  return next;
}

/** Values to be tried, or none. @param {{parameter: any, values: any[] | undefined, onValues: (values: any[]) => void}} props */
function SearchValues({ parameter, values, onValues }) {
  const [asked, setAsked] = useState(Boolean(values));
  if (!asked) return html`<${Button} small tone="quiet" icon="search" onClick=${() => setAsked(true)}>Search<//>`;
  const read = (text) => {
    const parts = text.split(/[\s,;]+/).filter(Boolean);
    onValues(parameter.kind === "number" ? parts.map(Number).filter((n) => Number.isFinite(n)) : parameter.kind === "switch" ? parts.map((part) => part === "true" || part === "yes" || part === t("yes")) : parts);
  };
  const placeholder = parameter.kind === "choice" ? parameter.options.join(", ") : parameter.kind === "switch" ? t("yes, no") : "0.01, 0.1, 1";
  return html`<${TextField} label=${t`${parameter.label}: values to try`} class="mono" placeholder=${placeholder} value=${(values || []).map(String).join(", ")} onChange=${(event) => read(event.currentTarget.value)} onValue=${() => {}} hint="The best on the validation part is taken" />`;
}
