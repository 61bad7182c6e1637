// @ts-check
/** A plan: series, grid and windows, calendar, split, models, each a part of the page. */

import { CheckField, NumberField, Segmented, SelectField, TextField } from "../components/form.js";
import { Section } from "../components/page.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { stepText } from "../series/facts.js";
import { InputsEditor } from "./inputs_editor.js";
import { ModelsEditor } from "./models_editor.js";
import { SpanField } from "./span_field.js";

const STEPS = [60, 300, 600, 900, 1800, 3600, 10_800, 86_400];
const FEATURES = [["day", t("Hour of the day")], ["week", t("Day of the week")], ["month", t("Day of the month")], ["year", t("Day of the year")], ["weekend", t("Weekends")], ["holidays", t("Public holidays")]];
const SPLITS = [{ value: "percent", label: "Shares" }, { value: "dates", label: "Dates" }, { value: "rolling", label: "Moving origin" }];

/** @param {{plan: any, datasets: any[], methods: any[], zone: string, change: (patch: any) => void}} props */
export function PlanEditor({ plan, datasets, methods, zone, change }) {
  return html`
    <${Section} title="Series" why="What is to be forecast, and what it may look at. Of series known up to now nothing later is ever seen." roomy><${InputsEditor} ...${{ plan, datasets, change }} /><//>
    <${Section} title="Windows" why="All series come onto one grid. A window is what is seen and what is said."><${GridFields} ...${{ plan, change }} /><//>
    <${Section} title="Calendar" why=${t`What the calendar says of each step, in the site's time zone (${zone}).`}><${CalendarFields} ...${{ plan, change }} /><//>
    <${Section} title="Split" why="Parts follow each other in time: the first is learned from, the second chooses and calibrates, the last judges and is seen by nobody before."><${SplitFields} ...${{ plan, change }} /><//>
    <${Section} title="Models" why="Each is fitted and judged beside the baselines. The first is what is taken when nobody knows better." roomy><${ModelsEditor} ...${{ plan, methods, change }} /><//>
    <${Section} title="Intervals"><div class="forecast-pair"><${NumberField} label="Hold so many of 100 values" min="50" max="99" value=${Math.round(plan.level * 100)} onValue=${(level) => change({ level: (level || 90) / 100 })} />
      <${NumberField} label="Seed" min="0" step="1" value=${plan.seed} onValue=${(seed) => change({ seed: seed ?? 1 })} hint="The same seed gives the same model" /></div><//>`;
}

/** @param {any} props */
function GridFields({ plan, change }) {
  const known = STEPS.includes(plan.step_s);
  return html`
    <${SelectField} label="Step" value=${known ? plan.step_s : "own"} options=${[...STEPS.map((value) => ({ value, label: stepText(value) })), { value: "own", label: "Another …" }]} onValue=${(value) => change({ step_s: value === "own" ? 720 : Number(value) })} />
    ${!known && html`<${NumberField} label="Step" unit="s" min="1" max="86400" value=${plan.step_s} onValue=${(step_s) => change({ step_s: step_s || 3600 })} />`}
    <${SpanField} label="Look-back" value=${plan.look_back} step_s=${plan.step_s} onValue=${(look_back) => change({ look_back })} />
    <${SpanField} label="Horizon" value=${plan.horizon} step_s=${plan.step_s} onValue=${(horizon) => change({ horizon })} />`;
}

/** @param {any} props */
function CalendarFields({ plan, change }) {
  const { calendar } = plan;
  const set = (patch) => change({ calendar: { ...calendar, ...patch } });
  const toggle = (name) => set({ features: FEATURES.map(([one]) => one).filter((one) => (one === name) !== calendar.features.includes(one)) });
  return html`<fieldset class="field"><legend class="label">Features</legend><div class="forecast-checks">
      ${FEATURES.map(([name, label]) => html`<${CheckField} key=${name} label=${label} value=${calendar.features.includes(name)} onValue=${() => toggle(name)} />`)}</div></fieldset>
    ${calendar.features.includes("holidays") && html`<${HolidayFields} calendar=${calendar} set=${set} />`}`;
}

/** @param {any} props */
function HolidayFields({ calendar, set }) {
  const places = useGet("/forecast-holidays");
  const known = places.data?.results || [];
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  const name = (code) => { try { return names.of(code) || code; } catch { return code; } };
  const options = known.map(({ country }) => ({ value: country, label: name(country) })).sort((a, b) => a.label.localeCompare(b.label));
  const regions = known.find(({ country }) => country === calendar.country)?.regions || [];
  return html`<div class="forecast-pair"><${SelectField} key=${known.length} label="Country" value=${calendar.country} options=${[{ value: "", label: "Choose …" }, ...options]} onValue=${(country) => set({ country, region: "" })} />
    ${regions.length > 0 && html`<${SelectField} key=${calendar.country} label="Region" value=${calendar.region} options=${[{ value: "", label: "the whole country" }, ...regions.map((value) => ({ value, label: value }))]} onValue=${(region) => set({ region })} />`}</div>`;
}

/** @param {any} props */
function SplitFields({ plan, change }) {
  const { split } = plan;
  const set = (patch) => change({ split: { ...split, ...patch } });
  const day = (name, label, optional = false) => html`<${TextField} label=${label} type="date" optional=${optional} value=${(split[name] || "").slice(0, 10)} onValue=${(text) => set({ [name]: text || null })} />`;
  return html`<${Segmented} label="By" options=${SPLITS} value=${split.kind} onValue=${(kind) => set({ kind })} />
    ${split.kind === "dates" ? html`${day("validation_from", t("Training ends before"))}${day("test_from", t("Test begins"))}${day("until", t("Test ends before"), true)}`
      : html`<div class="forecast-shares">${[["train", t("Training")], ["validation", t("Validation")], ["test", t("Test")]].map(([name, label]) => html`<${NumberField} key=${name} label=${label} unit="%" min="1" max="98" value=${split[name]} onValue=${(value) => set({ [name]: value ?? 20 })} />`)}</div>
        <${SplitBar} split=${split} />`}
    ${split.kind === "rolling" && html`<${NumberField} label="Origins" min="1" max="20" step="1" value=${split.n_folds} onValue=${(n_folds) => set({ n_folds: n_folds ?? 3 })} hint="The test share is cut into so many stretches; each is forecast from all that lies before it, a gap as long as look-back and horizon between" />`}`;
}

/** @param {{split: any}} props */
function SplitBar({ split }) {
  const total = split.train + split.validation + split.test;
  return html`<div class="split-bar" role="img" aria-label=${t`${split.train} percent train, ${split.validation} validate, ${split.test} test`}>
    ${["train", "validation", "test"].map((name) => html`<span key=${name} class=${name} style=${{ flexGrow: split[name] }}></span>`)}
    ${total < 100 && html`<span class="left-out" style=${{ flexGrow: 100 - total }}></span>`}</div>
    ${total > 100 && html`<span class="problem">The shares sum to ${total} %; 100 are there.</span>`}`;
}
