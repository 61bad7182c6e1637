// @ts-check
/** The series of a plan: which, what for, how each comes onto the grid and what is made of it. */

import { IconButton } from "../components/button.js";
import { SelectField, TextField } from "../components/form.js";
import { Empty } from "../components/states.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { versionFacts } from "../series/facts.js";
import { inputOf, numbersOf } from "./plan.js";
import { SpanField } from "./span_field.js";
import { ROLES } from "./words.js";

const METHODS = [
  ["mean", t("mean")], ["median", t("median")], ["min", t("min§least")], ["max", t("max")], ["sum", t("sum")], ["first", t("first")], ["last", t("last")], ["previous", t("the one before")],
].map(([value, label]) => ({ value, label }));
const SCALINGS = [{ value: "standard", label: t("standard") }, { value: "min-max", label: "least to greatest" }, { value: "none", label: t("none") }];

/** @param {{plan: any, datasets: any[], change: (patch: any) => void}} props */
export function InputsEditor({ plan, datasets, change }) {
  const set = (i, patch) => change({ inputs: plan.inputs.map((one, n) => (n === i ? { ...one, ...patch } : one)) });
  const remove = (i) => change({ inputs: plan.inputs.filter((_, n) => n !== i) });
  const add = (id) => {
    const dataset = datasets.find((row) => row.id === id);
    if (!dataset) return;
    const free = dataset.current.columns.find(({ name }) => !plan.inputs.some((one) => one.dataset_id === id && one.column === name)) || dataset.current.columns[0];
    change({ inputs: [...plan.inputs, inputOf(dataset, free.name, plan.inputs.some(({ role }) => role === "target") ? "past" : "target")] });
  };
  return html`<div class="stack">
    ${plan.inputs.length === 0 && html`<${Empty} icon="chart-line" title="Choose the series to forecast">Then add what helps: the temperature outside, a timetable, the same meter of a neighbour.<//>`}
    ${plan.inputs.length > 0 && html`<ul class="rule-list forecast-inputs">${plan.inputs.map((one, i) => html`<${InputRow} key=${i} ...${{ one, plan, datasets }} change=${(patch) => set(i, patch)} remove=${() => remove(i)} />`)}</ul>`}
    <select class="input forecast-add" aria-label="Add a series" value="" onChange=${(event) => { add(event.currentTarget.value); event.currentTarget.value = ""; }}>
      <option value="">Add a series …</option>${datasets.map((row) => html`<option key=${row.id} value=${row.id}>${row.name} · ${versionFacts(row.current)}</option>`)}
    </select>
  </div>`;
}

/** @param {any} props */
function InputRow({ one, plan, datasets, change, remove }) {
  const [open, setOpen] = useState(false);
  const dataset = datasets.find((row) => row.id === one.dataset_id);
  const columns = dataset?.current?.columns || [{ name: one.column }];
  const label = `${dataset?.name || t("a dataset that is gone")}: ${one.column}`;
  return html`<li>
    <div class="forecast-input">
      <div class="grow"><a class="clip" href=${`/datasets/${one.dataset_id}`}>${dataset?.name || t("not here any more")}</a><div class="faint small-text">${dataset ? versionFacts(dataset.current) : ""}</div></div>
      <${SelectField} label="Column" options=${columns.map(({ name, unit }) => ({ value: name, label: unit ? `${name} (${unit})` : name }))} value=${one.column} onValue=${(column) => change({ column })} />
      <${SelectField} label="What for" options=${ROLES} value=${one.role} onValue=${(role) => change({ role })} />
      <span class="row tight"><${IconButton} icon="sliders-horizontal" label=${t`How ${label} is seen`} aria-expanded=${open ? "true" : "false"} onClick=${() => setOpen(!open)} />
      <${IconButton} icon="x" label=${t`Take ${label} away`} onClick=${remove} /></span>
    </div>
    ${open && html`<div class="forecast-input-more">
      <${SpanField} label="Look-back" optional value=${one.look_back} step_s=${plan.step_s} onValue=${(look_back) => change({ look_back })} />
      ${one.role !== "past" && html`<${SpanField} label="Horizon" optional value=${one.horizon} step_s=${plan.step_s} onValue=${(horizon) => change({ horizon })} />`}
      <${SelectField} label="Scaling" options=${SCALINGS} value=${one.scaling} onValue=${(scaling) => change({ scaling })} hint="From the training part only" />
      <${SelectField} label="Onto the grid by" options=${METHODS} value=${one.method} onValue=${(method) => change({ method })} hint="When its times do not lie on it" />
      <${SpanField} label="Widest gap" optional value=${one.max_gap} step_s=${plan.step_s} onValue=${(max_gap) => change({ max_gap })} />
      <${TextField} label="Lags" optional class="mono" placeholder="24, 168" value=${one.lags.join(", ")} onChange=${(event) => change({ lags: numbersOf(event.currentTarget.value) })} onValue=${() => {}} hint="Values so many steps before the last" />
      <${TextField} label="Rolling means" optional class="mono" placeholder="24, 168" value=${one.rolling_means.join(", ")} onChange=${(event) => change({ rolling_means: numbersOf(event.currentTarget.value) })} onValue=${() => {}} hint="Of the last so many steps" />
    </div>`}
  </li>`;
}
