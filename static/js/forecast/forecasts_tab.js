// @ts-check
/** What a session expects, over what has come; forecasts by the clock; whether they drift; what earlier ones came to. */

import { Button, IconButton } from "../components/button.js";
import { Panel } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { api, download } from "../lib/api.js";
import { count, fixed, percent } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { follow } from "../lib/jobs.js";
import { useList } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { momentIn } from "../series/facts.js";
import { ExpectedChart } from "./expected_chart.js";
import { SchedulePanel } from "./schedule_panel.js";
import { WatchPanel } from "./watch_panel.js";

/** @param {{desk: any}} props */
export function ForecastsTab({ desk }) {
  const { session } = desk;
  const list = useList(`/forecast-sessions/${session.id}/forecasts`, {});
  const [busy, setBusy] = useState(false);
  useEffect(() => list.reload(), [session.updated_at, session.watch?.checked_at, session.schedule?.last_at]);
  const forecast = async () => {
    setBusy(true);
    try {
      const job = await api.post(`/forecast-sessions/${session.id}/forecasts`);
      follow(job.id, job, (ended) => {
        setBusy(false);
        list.reload();
        desk.reload();
        if (ended.state !== "succeeded") sayError({ detail: ended.error?.detail }, "No forecast");
        else say("The forecast is there");
      });
    } catch (error) {
      setBusy(false);
      sayError(error, "Not started");
    }
  };
  const button = may("editor") && html`<${Button} tone="primary" icon="play" busy=${busy} onClick=${forecast}>Forecast now<//>`;
  if (list.error) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (list.loading && !list.rows.length) return html`<${SkeletonRows} />`;
  return html`<div class="stack">
    ${list.rows.length ? html`<${ExpectedChart} session=${session} newest=${list.rows[0]} actions=${button} />`
      : html`<${Empty} icon="chart-line" title="Nothing forecast yet" action=${button}>${session.chosen.title} is trained. A forecast goes from the end of the series as they are now; it is kept, and set against what comes.<//>`}
    <div class="split-two"><${SchedulePanel} desk=${desk} /><${WatchPanel} desk=${desk} /></div>
    ${list.rows.length > 0 && html`<${Panel} title="What they came to" flush><${Kept} list=${list} zone=${session.zone} /><//>`}
  </div>`;
}

/** @param {{list: any, zone: string}} props */
function Kept({ list, zone }) {
  const remove = async (row) => {
    try {
      await api.delete(`/forecasts/${row.id}`);
      list.reload();
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const save = (row) => download(`/forecasts/${row.id}/file`, "forecast.csv").catch((error) => sayError(error, "Not saved"));
  return html`<div class="table-scroll forecast-tall" tabindex="0" role="region" aria-label="Forecasts that were kept"><table class="plain-table"><thead><tr><th>From</th><th>Made</th><th class="number">Steps</th><th class="number" title="Mean absolute error, scaled as in training">MAE</th><th class="number" title="Share of what came within the interval">Held</th><td></td></tr></thead><tbody>
    ${list.rows.map((row) => html`<tr key=${row.id}><th scope="row">${momentIn(row.start_at, zone)}</th><td><${Moment} value=${row.created_at} relative />${row.origin === "schedule" && html` <${Tag} tone="plain" icon="clock">by itself<//>`}</td><td class="number">${count(row.n_steps)}</td>
      ${row.outcome ? html`<td class="number" title=${Object.entries(row.outcome.series).map(([name, mae]) => `${name}: ${fixed(mae, 3)}`).join(", ")}>${fixed(row.outcome.mae, 3)}</td><td class="number">${percent(row.outcome.coverage)}${row.outcome.is_complete ? "" : t(" so far")}</td>` : html`<td class="faint number">–</td><td class="faint">still to come</td>`}
      <td><span class="row tight"><${IconButton} small icon="download" label="Save as CSV" onClick=${() => save(row)} />${may("editor") && html`<${IconButton} small icon="trash-2" label="Delete this forecast" onClick=${() => remove(row)} />`}</span></td></tr>`)}</tbody></table></div>
    ${list.hasMore && html`<div class="panel-body"><${Button} small onClick=${list.more}>Show more<//></div>`}`;
}
