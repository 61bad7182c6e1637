// @ts-check
/** Whether the forecasts are still as good as the model was on its test part. */

import { Button } from "../components/button.js";
import { CheckField, FormProblem, NumberField, useForm } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Panel } from "../components/page.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { fixed, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { may } from "../lib/store.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** @param {{desk: any}} props */
export function WatchPanel({ desk }) {
  const { session, reload } = desk;
  const { watch } = session;
  const form = useForm({ is_on: watch?.is_on ?? false, max_ratio: watch?.max_ratio || 1.5, n_recent: watch?.n_recent || 20 }, async (values) => {
    await api.put(`/forecast-sessions/${session.id}/watch`, { body: values });
    say(values.is_on ? "Drift is watched" : "Drift is no longer watched");
    reload();
  });
  const { values, set } = form;
  return html`<${Panel} title="Drift"><form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    ${watch?.is_on && html`<${State} watch=${watch} />`}
    <${CheckField} label="Watch for drift" hint="After every forecast the ones before are set against what came; you are told once when it begins" value=${values.is_on} disabled=${!may("editor")} onValue=${(is_on) => set({ is_on })} />
    ${values.is_on && html`<div class="pair"><${NumberField} label="From so many times the test error" min="1.05" max="100" value=${values.max_ratio} onValue=${(max_ratio) => set({ max_ratio })} />
      <${NumberField} label="Over the last" unit="forecasts" min="3" max="500" step="1" value=${values.n_recent} onValue=${(n_recent) => set({ n_recent })} /></div>`}
    ${may("editor") && html`<div class="actions end"><${Button} type="submit" small busy=${form.busy}>Save<//></div>`}
  </form><//>`;
}

/** @param {{watch: any}} props */
function State({ watch }) {
  const { measured } = watch;
  if (watch.state === "unknown") return html`<p class="soft small-text">${measured.n ? t`${measured.n} of the 3 forecasts it takes have come true.` : t("No forecast has come true yet.")}</p>`;
  const figures = html`<p class="soft">The mean error of the last ${measured.n} is ${fixed(measured.ratio, 2)} times that of the test part; ${percent(measured.coverage)} of what came lay within intervals meant to hold ${percent(measured.level, 0)}.</p>`;
  if (watch.state === "drifting") return html`<div class="notice ochre"><${Icon} name="triangle-alert" /><div class="grow"><strong>Drifting since <${Moment} value=${watch.drifting_since} relative /></strong>${figures}<p class="soft">Look at the newest values first; if they are right, train anew.</p></div></div>`;
  return html`<div class="notice moss"><${Icon} name="check" /><div class="grow"><strong>Steady</strong>${figures}</div></div>`;
}
