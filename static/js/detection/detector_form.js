// @ts-check
/** Making and changing a detector: what it looks for, in which channels, how it is told that the signal is lost. */

import { Button } from "../components/button.js";
import { CheckField, FormProblem, NumberField, SelectField, TextField, useForm } from "../components/form.js";
import { Section } from "../components/page.js";
import { html, useState } from "../lib/html.js";
import { asChoices, projects } from "../lib/names.js";
import { t } from "../lib/words.js";
import { ChannelChoice } from "./channel_choice.js";
import { ParameterForm, givenParams } from "./parameter_form.js";
import { SEVERITIES } from "./words.js";

const MOST_BEATS = 8;

/** A detector as the form holds it. @param {any} detector */
export function formValues(detector) {
  return {
    name: detector.name, description: detector.description, project_id: detector.project_id, method: detector.method, params: detector.params,
    channel_ids: detector.channel_ids, beat_ids: detector.beat_ids, gap_s: detector.gap_s, late_s: detector.late_s, every_s: detector.every_s,
    severity: detector.severity, is_notified: detector.is_notified, is_enabled: detector.is_enabled, past: "",
  };
}

/** What a request carries. @param {any} values @param {any} method */
function toBody(values, method) {
  const channels = values.channel_ids.slice(0, method.slots.length);
  while (channels.length > method.n_required && channels[channels.length - 1] === null) channels.pop();
  return {
    name: values.name.trim(), description: values.description, params: givenParams(method, values.params), channel_ids: channels,
    beat_ids: values.beat_ids.filter(Boolean), gap_s: values.gap_s, late_s: values.late_s, every_s: values.every_s, severity: values.severity,
    is_notified: values.is_notified, is_enabled: values.is_enabled, ...(values.past ? { since_us: new Date(`${values.past}T00:00:00Z`).getTime() * 1000 } : {}),
  };
}

/** @param {{methods: any[], detector: any, isNew?: boolean, onParams?: (params: Record<string, any>) => void, submit: (body: any) => Promise<void>}} props */
export function DetectorForm({ methods, detector, isNew, onParams, submit }) {
  const [known, setKnown] = useState(/** @type {Record<number, any>} */ (Object.fromEntries((detector.channels || []).map((row) => [row.id, row]))));
  const form = useForm(formValues(detector), async (values) => {
    const method = methods.find(({ name }) => name === values.method);
    await submit({ ...toBody(values, method), ...(isNew ? { project_id: values.project_id, method: values.method } : {}) });
  });
  const { values, set } = form;
  const method = methods.find(({ name }) => name === values.method) || methods[0];
  const problem = (name) => form.error?.errors?.find(({ pointer }) => pointer === `/params/${name}`)?.message || "";
  const remember = (channel) => channel && setKnown((before) => ({ ...before, [channel.id]: channel }));
  const setParams = (params) => { set({ params }); onParams?.(givenParams(method, params)); };
  const shared = { values, set, known, remember };
  return html`<form onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${Section} title="What to look for" why=${method.about}>
      ${isNew && html`<${SelectField} label="Project" options=${asChoices(projects.value)} value=${values.project_id} onValue=${(project_id) => set({ project_id, channel_ids: [], beat_ids: [] })} />
        <${SelectField} label="Method" options=${methods.map(({ name, label }) => ({ value: name, label }))} value=${values.method} onValue=${(next) => set({ method: next, params: {}, channel_ids: [] })} />`}
      <${ParameterForm} method=${method} values=${values.params} problems=${problem} onValues=${setParams} />
    <//>
    <${Section} title="Where" why="The channels it watches, each with its part to play."><${Slots} ...${{ ...shared, method, problem: form.field("channel_ids").problem }} /><//>
    <${Section} title="Loss of signal" why="Nothing is inferred from a time without signal. It shows by channels that report about once a second and all fall silent."><${Beats} ...${shared} /><//>
    <${Section} title="Name and news" why="What people see of it, and whether they are told.">
      <${TextField} label="Name" required ...${form.field("name")} />
      <${TextField} label="Description" multiline optional ...${form.field("description")} />
      <div class="pair"><${SelectField} label="Severity of its events" options=${SEVERITIES} ...${form.field("severity")} />
        <${NumberField} label="Looks at least every" unit="s" min="1" ...${form.field("every_s")} /></div>
      <div class="pair"><${NumberField} label="Waits for late readings" unit="s" min="0" ...${form.field("late_s")} />
        <${TextField} label=${isNew ? t("Begin in the past") : t("Go through history again from")} type="date" optional hint="Its events are listed; nobody is woken for them." ...${form.field("past")} /></div>
      <${CheckField} label="Tell the members of the group" value=${values.is_notified} onValue=${(is_notified) => set({ is_notified })} />
      <${CheckField} label="Switched on" value=${values.is_enabled} onValue=${(is_enabled) => set({ is_enabled })} />
      <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>${isNew ? t("Let it watch") : t("Save")}<//></div>
    <//>
  </form>`;
}

/** @param {any} props */
function Slots({ method, values, set, known, remember, problem }) {
  const shown = method.slots.slice(0, Math.max(method.n_required, Math.min(method.slots.length, values.channel_ids.length + 1)));
  const choose = (slot, id, channel) => {
    remember(channel);
    const next = Array.from({ length: Math.max(values.channel_ids.length, slot + 1) }, (_, n) => values.channel_ids[n] ?? null);
    next[slot] = id;
    set({ channel_ids: next });
  };
  return html`<div class="stack">${shown.map((label, slot) => html`<${ChannelChoice} key=${`${method.name} ${slot}`} label=${label} projectId=${values.project_id} optional=${slot >= method.n_required}
    value=${values.channel_ids[slot] ?? null} known=${known[values.channel_ids[slot]]} problem=${slot === 0 ? problem : ""} onValue=${(id, channel) => choose(slot, id, channel)} />`)}</div>`;
}

/** @param {any} props */
function Beats({ values, set, known, remember }) {
  const change = (n, id) => set({ beat_ids: values.beat_ids.map((old, i) => (i === n ? id : old)) });
  const remove = (n) => set({ beat_ids: values.beat_ids.filter((_, i) => i !== n) });
  return html`<div class="stack">
    ${values.beat_ids.map((id, n) => html`<${ChannelChoice} key=${n} label=${t`Steady channel ${n + 1}`} projectId=${values.project_id} value=${id} known=${known[id]}
      onValue=${(next, channel) => { remember(channel); change(n, next); }} onRemove=${() => remove(n)} />`)}
    ${values.beat_ids.length < MOST_BEATS && html`<div><${Button} icon="plus" onClick=${() => set({ beat_ids: [...values.beat_ids, null] })}>Add a steady channel<//></div>`}
    ${values.beat_ids.length > 0 && html`<${NumberField} label="Silence of all of them that is a loss" unit="s" min="1" value=${values.gap_s} onValue=${(gap_s) => set({ gap_s })} />`}
  </div>`;
}
