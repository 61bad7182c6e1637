// @ts-check
/** How a detector would have done with other parameters: run over what is stored, compared with how it is. */

import { Button } from "../components/button.js";
import { Figure } from "../components/figure.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { JobProgress } from "../components/job_progress.js";
import { Panel } from "../components/page.js";
import { Empty, Failure } from "../components/states.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { followAnswer, jobs } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { told } from "../lib/station_words.js";
import { may } from "../lib/store.js";
import { t } from "../lib/words.js";
import { ParameterForm, givenParams } from "./parameter_form.js";
import { feedTime, lasted, measuresText } from "./words.js";

const DAY_MS = 86_400_000;
const SHOWN = 200;

/** @param {{detector: any, method: any}} props */
export function BackTestTab({ detector, method }) {
  const { query } = place.value;
  const past = useGet(`/telemetry/detectors/${detector.id}/back-tests`, { limit: 1 });
  const id = query.back_test || past.data?.results[0]?.id || null;
  return html`<div class="stack">
    ${may("annotator") && html`<${Ask} ...${{ detector, method }} onAsked=${(made) => setQuery({ back_test: made.id })} />`}
    ${id ? html`<${Comparison} key=${id} id=${id} method=${method} />` : past.data && html`<${Empty} icon="git-compare" title="Nothing tried yet">
      Change parameters above and run them over what is stored: events found by both, by the present ones only, and by the new ones only stand side by side.<//>`}
  </div>`;
}

/** @param {any} props */
function Ask({ detector, method, onAsked }) {
  const until = detector.until_us ? new Date(detector.until_us / 1000) : new Date();
  const day = (ms) => new Date(ms).toISOString().slice(0, 10);
  const form = useForm({ params: detector.params, start: day(until.getTime() - 7 * DAY_MS), stop: day(until.getTime()) }, async (values) => {
    const made = await api.post(`/telemetry/detectors/${detector.id}/back-tests`, {
      params: givenParams(method, values.params), start_us: new Date(`${values.start}T00:00:00Z`).getTime() * 1000,
      end_us: (new Date(`${values.stop}T00:00:00Z`).getTime() + DAY_MS) * 1000,
    });
    followAnswer(made);
    onAsked(made);
  });
  const problem = (name) => form.error?.errors?.find(({ pointer }) => String(pointer).endsWith(`/${name}`))?.message || "";
  return html`<${Panel} title="Try other parameters"><form class="form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${form} />
    <${ParameterForm} method=${method} values=${form.values.params} problems=${problem} onValues=${(params) => form.set({ params })} />
    <div class="pair"><${TextField} label="From" type="date" required ...${form.field("start")} /><${TextField} label="To" type="date" required ...${form.field("stop")} /></div>
    <div class="actions end"><${Button} type="submit" tone="primary" icon="play" busy=${form.busy}>Run over history<//></div>
  </form><//>`;
}

/** @param {{id: string, method: any}} props */
function Comparison({ id, method }) {
  const test = useGet(`/telemetry/back-tests/${id}`);
  const job = test.data?.job_id ? jobs.value[test.data.job_id] : null;
  useEffect(() => {
    if (test.data?.state === "waiting") followAnswer({ job_id: test.data.job_id }, test.reload);
  }, [test.data?.state, test.data?.job_id]);
  if (test.error) return html`<${Failure} error=${test.error} retry=${test.reload} />`;
  if (!test.data) return null;
  if (test.data.state === "waiting") return html`<${Panel} title="Running over history">${job ? html`<${JobProgress} job=${job} />` : html`<p class="soft">It waits for a worker.</p>`}<//>`;
  if (test.data.state === "failed") return html`<${Failure} error=${{ detail: test.data.problem }} what="The back-test failed" />`;
  return html`<${Panel} title="Present and new parameters compared"><${Compared} test=${test.data} method=${method} /><//>`;
}

/** @param {{test: any, method: any}} props */
function Compared({ test, method }) {
  const [only, setOnly] = useState("");
  const changed = method.parameters.filter(({ name }) => test.params[name] !== undefined);
  const rows = test.events.filter((pair) => !only || pair.in === only);
  return html`<div class="stack">
    <p class="soft">${changed.length ? t`With ${changed.map(({ name, label, unit }) => `${label.toLowerCase()} ${test.params[name]}${unit ? ` ${unit}` : ""}`).join(", ")}` : t("With the defaults")}, over ${count(test.n_readings)} readings from ${feedTime(test.start_us)} to ${feedTime(test.end_us)}.</p>
    <div class="figures"><${Figure} name="found by both" value=${count(test.n_common)} /><${Figure} name="only with the present ones" value=${count(test.n_only_old)} /><${Figure} name="only with the new ones" value=${count(test.n_only_new)} /></div>
    ${test.events.length > 0 && html`<${PairLine} test=${test} />`}
    ${test.events.length > 0 && html`<div class="row" role="group" aria-label="Which events">${[["", t("All")], ["common", t("Both")], ["only-old", t("Only present")], ["only-new", t("Only new")]].map(([value, label]) => html`<${Button} key=${value} small tone=${only === value ? "primary" : ""} aria-pressed=${only === value} onClick=${() => setOnly(value)}>${label}<//>`)}</div>
      <div class="table-scroll" tabindex="0" role="region" aria-label="Events compared"><table class="plain-table"><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Found by</th><th scope="col">Lasted</th><th scope="col">Numbers</th></tr></thead>
        <tbody>${rows.slice(0, SHOWN).map((pair) => html`<${PairRow} key=${`${pair.in} ${(pair.new || pair.old).kind} ${(pair.new || pair.old).start_us}`} pair=${pair} />`)}</tbody></table></div>`}
    ${rows.length > SHOWN && html`<p class="soft">The first ${SHOWN} of ${count(rows.length)}.</p>`}
    ${!test.events.length && html`<p class="soft">Neither found anything.</p>`}
  </div>`;
}

const WORDS = { common: t("both"), "only-old": t("present only"), "only-new": t("new only") };

/** @param {{pair: any}} props */
function PairRow({ pair }) {
  const event = pair.new || pair.old;
  return html`<tr><td class="mono">${feedTime(event.start_us)}</td><td>${told(event.kind.replaceAll("_", " "))}</td>
    <td>${WORDS[pair.in]}</td><td class="number">${lasted(event)}</td><td class="soft">${measuresText(event.measures)}</td></tr>`;
}

/** Both sets of events on one line of time each. @param {{test: any}} props */
function PairLine({ test }) {
  const x = (us) => `${((us - test.start_us) / (test.end_us - test.start_us)) * 100}%`;
  const marks = test.events.flatMap((pair) => [pair.old && { event: pair.old, y: 14, tone: pair.in }, pair.new && { event: pair.new, y: 54, tone: pair.in }]).filter(Boolean);
  return html`<svg class="timeline-pair" role="img" aria-label=${t`${test.n_common} found by both, ${test.n_only_old} only with the present parameters, ${test.n_only_new} only with the new ones`}>
    <text x="0" y="10">present</text><text x="0" y="50">new</text>
    <path class="rail" d="M0 30H10000M0 70H10000" />
    ${marks.map(({ event, y, tone }) => html`<rect key=${`${y} ${event.kind} ${event.start_us}`} class=${tone} x=${x(event.start_us)} y=${y} width="3" height="16"><title>${event.kind} ${feedTime(event.start_us)}</title></rect>`)}
  </svg>`;
}
