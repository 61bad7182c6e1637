// @ts-check
/** The newest word on every step, dashed, over the values that came, solid; the interval as a band. */

import { Select } from "../components/form.js";
import { Panel } from "../components/page.js";
import { Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { html, useMemo, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { TimeChart } from "../series/time_chart.js";
import { LineLegend } from "./figure.js";

/** Known steps before the newest forecast, as multiples of it. */
const BEFORE = 6;

/** @param {{session: any, newest: any, actions: any}} props */
export function ExpectedChart({ session, newest, actions }) {
  const [at, setAt] = useState(0);
  const stop = Date.parse(newest.start_at) + newest.n_steps * newest.step_s * 1000;
  const start = Date.parse(newest.start_at) - BEFORE * newest.n_steps * newest.step_s * 1000;
  const key = `${session.id} ${newest.id} ${newest.created_at} ${session.watch?.checked_at || ""}`;
  const found = useResource(key, (signal) => load(session, start, stop, signal));
  const [view, setView] = useState(/** @type {[number, number] | null} */ (null));
  const extent = /** @type {[number, number]} */ ([start, stop]);
  const lines = useMemo(() => (found.data ? drawn(found.data[at] || found.data[0]) : []), [found.data, at]);
  if (found.error) return html`<${Failure} error=${found.error} retry=${found.reload} />`;
  const names = found.data?.map(({ name }) => name) || [];
  const choice = html`${names.length > 1 && html`<${Select} class="input forecast-run" aria-label="Series" value=${at} options=${names.map((label, value) => ({ value, label }))} onValue=${(value) => setAt(Number(value))} />`}${actions}`;
  return html`<${Panel} title=${names[at] ? t`What ${names[at]} will be` : t("What is expected")} actions=${choice} flush>
    ${found.data ? html`<${TimeChart} lines=${lines} view=${view || extent} extent=${extent} zone=${session.zone} onView=${setView} label=${t`${names[at]}: values and forecast`} height=${300} />
      <div class="panel-body row spread"><${LineLegend} lines=${[[t("what came"), "known"], [t("forecast"), "model dashed"], [t`meant to hold ${Math.round(newest.level * 100)} % between them`, "band"]]} /><span class="faint small-text">${[found.data[at]?.unit, session.zone].filter(Boolean).join(" · ")}</span></div>` : html`<${Skeleton} height="300px" />`}
  <//>`;
}

/** Truth and expectation of each target. @param {any} session @param {number} start @param {number} stop @param {AbortSignal} signal */
async function load(session, start, stop, signal) {
  const range = { from: new Date(start).toISOString(), to: new Date(stop).toISOString() };
  const { results } = await api.get(`/forecast-sessions/${session.id}/lines`, { query: range, signal });
  const targets = session.plan.inputs.filter(({ role }) => role === "target");
  return Promise.all(results.map(async (line, i) => ({ ...line, truth: await truthOf(targets[i] || targets[0], range, signal) })));
}

/** The values of the input's dataset in that time; nothing when the dataset is gone. @param {any} input @param {any} range @param {AbortSignal} signal */
async function truthOf(input, range, signal) {
  try {
    const dataset = await api.get(`/datasets/${input.dataset_id}`, { signal });
    const column = dataset.current.columns.findIndex(({ name }) => name === input.column);
    const part = await api.get(`/dataset-versions/${dataset.current_version_id}/window`, { query: { ...range, columns: column, points: 2000 }, signal });
    return part.series[0];
  } catch (error) {
    if (error.status === 404 || error.status === 409 || error.status === 422) return null;
    throw error;
  }
}

/** A line that breaks where steps are missing. @param {number[]} time @param {(number | null)[]} value @param {number} step_ms */
function broken(time, value, step_ms) {
  const out = { time: /** @type {number[]} */ ([]), value: /** @type {(number | null)[]} */ ([]) };
  time.forEach((at, i) => {
    if (i && at - time[i - 1] > 1.5 * step_ms) {
      out.time.push(time[i - 1] + step_ms / 2);
      out.value.push(null);
    }
    out.time.push(at);
    out.value.push(value[i]);
  });
  return out;
}

/** @param {any} line */
function drawn(line) {
  const shared = { index: 0, unit: line.unit, scale: "value", is_exact: true };
  const of = (id, value, colour, more) => ({ ...shared, id, name: id, ...broken(line.time, value, line.step_s * 1000), colour, ...more });
  return [
    ...(line.truth ? [{ ...shared, ...line.truth, id: "truth", colour: "--ink-soft", scale: "value" }] : []),
    of("low", line.low, "--series-3", { thin: true }), of("high", line.high, "--series-3", { thin: true, fillsTo: "low" }),
    of("forecast", line.value, "--slate", { dashed: true }),
  ];
}
