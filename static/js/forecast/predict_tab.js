// @ts-check
/** Forecasts for programs: the address, the words, an answer to look at. */

import { Button } from "../components/button.js";
import { TextField } from "../components/form.js";
import { Panel } from "../components/page.js";
import { Failure } from "../components/states.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { momentIn, valueText } from "../series/facts.js";

/** @param {{desk: any}} props */
export function PredictTab({ desk }) {
  const { session, runs } = desk;
  const model = session.chosen;
  const inputs = runs.find(({ id }) => id === model.run_id)?.inputs || [];
  const address = `${location.origin}/api/v1/forecast-models/${model.id}/predictions`;
  const posted = JSON.stringify({ series: inputs.map(({ name }) => ({ name, time: ["2026-06-01T00:00:00Z", "…"], value: [20.5, "…"] })) });
  const ask = (body) => `curl -H "Authorization: Bearer $FIELDSTATION_KEY" -H "Content-Type: application/json" \\\n  -d '${body}' \\\n  ${address}`;
  return html`<div class="split-two">
    <div class="stack">
      <${Panel} title="From the stored series"><p class="soft">Up to their end, or up to any moment in them. An <a href="/api-keys">API key</a> that may write is enough.</p><pre class="log">${ask('{"at": "2026-06-01T00:00:00Z"}')}</pre><//>
      <${Panel} title="From values of your own"><p class="soft">Every input by its name, as far back as the look-back reaches; null is missing. They come onto the grid as in training, and the answer is the same to the last bit.</p><pre class="log">${ask(posted)}</pre><//>
    </div>
    <${Try} model=${model} zone=${session.zone} />
  </div>`;
}

/** @param {{model: any, zone: string}} props */
function Try({ model, zone }) {
  const [at, setAt] = useState("");
  const [state, setState] = useState(/** @type {{busy?: boolean, error?: any, answer?: any}} */ ({}));
  const ask = async (event) => {
    event.preventDefault();
    setState({ busy: true });
    try {
      setState({ answer: await api.post(`/forecast-models/${model.id}/predictions`, { at: at ? `${at}:00Z` : null }) });
    } catch (error) {
      setState({ error });
    }
  };
  const { busy, error, answer } = state;
  return html`<${Panel} title="Try it"><form class="form" onSubmit=${ask}>
    <${TextField} label="Known up to (UTC)" type="datetime-local" optional value=${at} onValue=${setAt} hint="The end of the series without it; nothing is kept" />
    <div class="actions end"><${Button} type="submit" icon="play" busy=${busy}>Ask<//></div>
    ${error && html`<${Failure} error=${error} what="No forecast" />`}
    ${answer && html`<div class="table-scroll forecast-tall" tabindex="0" role="region" aria-label="The answer"><table class="plain-table"><thead><tr><th>Time</th>${answer.series.map(({ name, unit }) => html`<th class="number" key=${name}>${name}${unit ? ` (${unit})` : ""}</th>`)}</tr></thead><tbody>
      ${Array.from({ length: answer.n_steps }, (_, i) => html`<tr key=${i}><th scope="row">${momentIn(Date.parse(answer.start_at) + i * answer.step_s * 1000, zone)}</th>${answer.series.map(({ name, value, low, high }) => html`<td class="number" key=${name} title=${low ? `${valueText(low[i])} to ${valueText(high[i])}` : ""}>${valueText(value[i])}</td>`)}</tr>`)}</tbody></table></div>
      <p class="hint">${count(answer.n_steps)} steps in ${zone}; the interval stands on hover.</p>`}
  </form><//>`;
}
