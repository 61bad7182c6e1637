// @ts-check
/** Forecasts by the clock. */

import { Button } from "../components/button.js";
import { CheckField, FormProblem, NumberField, SelectField, useForm } from "../components/form.js";
import { Panel } from "../components/page.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { stepText } from "../series/facts.js";

const PERIODS = [900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400];

/** @param {{desk: any}} props */
export function SchedulePanel({ desk }) {
  const { session, reload } = desk;
  const { schedule } = session;
  const form = useForm({ is_on: schedule?.is_on ?? false, every_s: schedule?.every_s || 86_400, offset_min: (schedule?.offset_s || 0) / 60 }, async (values) => {
    await api.put(`/forecast-sessions/${session.id}/schedule`, { body: { is_on: values.is_on, every_s: Number(values.every_s), offset_s: (values.offset_min || 0) * 60 } });
    say(values.is_on ? "It forecasts by itself from now on" : "It no longer forecasts by itself");
    reload();
  });
  const { values, set } = form;
  const periods = PERIODS.includes(values.every_s) ? PERIODS : [...PERIODS, values.every_s];
  return html`<${Panel} title="By itself"><form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${CheckField} label="Forecast by itself" hint="From the series as they are then; an import that runs on arrival keeps them fresh" value=${values.is_on} disabled=${!may("editor")} onValue=${(is_on) => set({ is_on })} />
    ${values.is_on && html`<div class="pair"><${SelectField} label="Every" options=${periods.map((value) => ({ value, label: stepText(value) }))} value=${values.every_s} onValue=${(every_s) => set({ every_s: Number(every_s) })} />
      <${NumberField} label="After the full period" unit="min" min="0" value=${values.offset_min} onValue=${(offset_min) => set({ offset_min })} hint="Counted in UTC" /></div>`}
    ${schedule?.is_on && html`<p class="soft small-text">Next <${Moment} value=${schedule.next_at} />${schedule.last_at ? html`, last <${Moment} value=${schedule.last_at} relative />` : ""}.</p>`}
    ${schedule?.problem && html`<div class="notice brick"><div class="grow"><strong>The last one could not be made</strong><p class="soft">${schedule.problem.detail || schedule.problem.code}</p></div></div>`}
    ${may("editor") && html`<div class="actions end"><${Button} type="submit" small busy=${form.busy}>Save<//></div>`}
  </form><//>`;
}
