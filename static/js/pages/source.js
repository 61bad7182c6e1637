// @ts-check
/** One source: how it is, how to send to it, what it refused. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Figure } from "../components/figure.js";
import { LoadedPage, Page } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count, dateTime, fixed, plural } from "../lib/format.js";
import { html, useEffect, useRef } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { SourceState } from "../telemetry/source_card.js";
import { SourceForm } from "../telemetry/source_form.js";
import { kindLabel } from "../telemetry/source_words.js";
import { LIMIT_TONES, valueWithUnit } from "../telemetry/values.js";

loadStyle("/static/css/telemetry.css");

const FOLLOW_MS = 2000;
/** Channels whose values are shown. */
const TILES = 24;

const TRAIL = [{ label: "Telemetry", href: "/telemetry" }];

export default function SourcePage() {
  const { id } = place.value.params;
  const found = useGet(`/telemetry/sources/${id}`);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && found.reload(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [found.reload]);
  return html`<${LoadedPage} of=${found} title="Source" trail=${TRAIL} what="This source could not be loaded">${(source) => html`<${Shown} source=${source} found=${found} />`}<//>`;
}

/** @param {any} props */
function Shown({ source, found }) {
  const path = `/telemetry/sources/${source.id}`;
  const others = useGet(place.value.query.edit ? "/telemetry/sources" : null, { group_id: source.group_id, limit: 200 });
  const act = (work, done) => work.then(() => { say(done); found.reload(); }, (error) => sayError(error, "Nothing was changed"));
  const toggle = () => act(api.patch(path, { body: { is_enabled: !source.is_enabled } }), source.is_enabled ? t("Switched off") : t("Switched on"));
  const restart = () => act(api.post(`${path}/restart`), t("Begun anew"));
  const remove = async () => {
    const yes = await askFirst({ title: t`Delete ${source.name}?`, text: t`${plural(source.n_channels, "channel")} with all their readings go with it. This cannot be undone.`, action: "Delete", tone: "danger" });
    if (yes) api.delete(path).then(() => navigate("/telemetry"), (error) => sayError(error, "The source was not deleted"));
  };
  const actions = may("editor") && html`
    ${source.kind !== "push" && html`<${Button} icon="rotate-ccw" onClick=${restart}>Begin anew<//>`}
    <${Button} icon=${source.is_enabled ? "pause" : "play"} onClick=${toggle}>${source.is_enabled ? t("Switch off") : t("Switch on")}<//>
    <${Button} icon="pencil" onClick=${() => setQuery({ edit: 1 })}>Change<//>
    ${may("admin") && html`<${Button} icon="trash-2" tone="danger" onClick=${remove}>Delete<//>`}`;
  const rate = fixed(source.rate_per_s, source.rate_per_s < 10 ? 1 : 0);
  return html`<${Page} title=${source.name} trail=${TRAIL} lede=${t`${kindLabel(source.kind)} in ${source.project_name}`} actions=${actions}>
    <div class="row" style=${{ gap: "var(--s8)", flexWrap: "wrap", alignItems: "start" }}>
      <div class="stack tight"><${SourceState} state=${source.state} /><span class="figure-label">since <${Moment} value=${source.state_since} relative /></span></div>
      <${Figure} name="messages a second" value=${rate} hint=${t`${count(source.n_messages)} in all`} />
      <${Figure} name="stored" value=${count(source.n_stored)} hint=${t`${count(source.n_duplicates)} were there already`} />
      <${Figure} name="refused" value=${count(source.n_refused)} hint=${Object.entries(source.refused).map(([reason, n]) => `${reason} ${count(n)}`).join(", ")} />
      <${Figure} name="channels" value=${html`<a href=${`/telemetry/channels?source_id=${source.id}`}>${count(source.n_channels)}</a>`} hint=${html`last message <${Moment} value=${source.last_message_at} relative />`} />
    </div>
    ${source.last_error && source.state !== "connected" && html`<div class="notice brick"><div><strong>Last error</strong><p class="soft">${source.last_error}</p></div></div>`}
    ${source.kind === "push" && html`<${HowToPush} source=${source} />`}
    ${source.kind === "replay" && html`<${ReplayFile} source=${source} found=${found} />`}
    ${source.n_channels > 0 && html`<${ChannelsOf} source=${source} />`}
    <${DeadLetters} source=${source} />
    ${place.value.query.edit && others.data && html`<${SourceForm} source=${source} sources=${others.data.results.filter(({ id }) => id !== source.id)} onClose=${() => setQuery({ edit: null })}
      save=${async (body) => { await api.patch(path, { body }); found.reload(); }} />`}
  <//>`;
}

/** The newest value of its first channels. @param {{source: any}} props */
function ChannelsOf({ source }) {
  const found = useGet("/telemetry/channels", { source_id: source.id, limit: TILES });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && found.reload(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [found.reload]);
  const rows = found.data?.results || [];
  return html`<section class="stack"><div class="row spread"><h2>What it measures</h2>${source.n_channels > rows.length && html`<${Button} small tone="quiet" href=${`/telemetry/channels?source_id=${source.id}`}>All channels<//>`}</div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${3} />`
      : html`<ul class="channel-tiles">${rows.map((row) => html`<li key=${row.id}><a class="panel channel-tile" href=${`/telemetry/channels/${row.id}`}>
          <span class="soft small-text clip">${row.name || row.public_id}</span>
          <span class=${`live-value ${LIMIT_TONES[row.limit_state] || ""}`}>${valueWithUnit(row.latest?.text ?? row.latest?.value, row)}</span></a></li>`)}</ul>`}
  </section>`;
}

/** @param {{source: any}} props */
function HowToPush({ source }) {
  const text = `curl -X POST '${location.origin}/api/v1/telemetry/sources/${source.id}/readings?wait=5' \\
  -H 'Authorization: Bearer fs_YOUR_KEY' -H 'Content-Type: application/json' \\
  -d '[{"channel": "air_temperature", "time": "${new Date().toISOString()}", "value": 17.4}]'`;
  return html`<section class="stack"><h2>Sending to it</h2>
    <p class="soft">JSON, NDJSON, CSV (channel, time, value) or InfluxDB line protocol, plain or gzip. It is answered when the readings are safe on the disk; with <span class="mono">wait</span> when they are stored. A key is made under <a href="/api-keys">API keys</a>.</p>
    <pre class="push-example" tabindex="0">${text}</pre></section>`;
}

/** @param {{source: any, found: any}} props */
function ReplayFile({ source, found }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const send = async () => {
    const file = input.current?.files?.[0];
    if (!file) return;
    const form = new FormData();
    form.append("file", file);
    try {
      await api.put(`/telemetry/sources/${source.id}/file`, { body: form });
      await api.post(`/telemetry/sources/${source.id}/restart`);
      say("The file is being sent");
      found.reload();
    } catch (error) {
      sayError(error, "The file was not taken");
    }
  };
  const { progress } = source;
  return html`<section class="stack"><h2>What it sends</h2>
    <p class="soft">${source.settings.from_source_id ? t("What another source stored") : source.has_file ? t("The file it was given") : t("Nothing yet: give it a CSV of channel, time and value")}${source.settings.speed ? `, ×${count(source.settings.speed)}` : t(", as fast as can be")}.
      ${progress.n ? t` ${plural(progress.n, "message")} so far${progress.at ? t`, up to ${dateTime(progress.at, "UTC")}` : ""}${progress.is_done ? t(", which is all.") : "."}` : ""}</p>
    ${may("editor") && !source.settings.from_source_id && html`<label class="field"><span class="label">CSV file, plain or gzip</span><input ref=${input} class="input" type="file" accept=".csv,.gz,text/csv" onChange=${send} /></label>`}
  </section>`;
}

/** @param {{source: any}} props */
function DeadLetters({ source }) {
  const found = useGet("/telemetry/dead-letters", { source_id: source.id, limit: 50 });
  const rows = found.data?.results || [];
  const replay = async () => {
    try {
      const { n_sent } = await api.post("/telemetry/dead-letters/replay", { source_id: source.id });
      say(t`${plural(n_sent, "message")} sent again`);
      found.reload();
    } catch (error) {
      sayError(error, "Nothing was sent");
    }
  };
  const clear = async () => {
    if (!(await askFirst({ title: "Throw away the dead letters?", text: "What was refused cannot be sent again then.", action: "Throw away", tone: "danger" }))) return;
    api.delete(`/telemetry/sources/${source.id}/dead-letters`).then(found.reload, (error) => sayError(error, "Nothing was thrown away"));
  };
  return html`<section class="stack"><div class="row spread"><h2>Refused messages</h2>
    ${rows.length > 0 && may("editor") && html`<div class="actions"><${Button} small icon="rotate-ccw" onClick=${replay}>Send again<//><${Button} small icon="trash-2" onClick=${clear}>Throw away<//></div>`}</div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${3} />`
      : !rows.length ? html`<p class="soft">Everything it sent could be stored.</p>`
      : html`<div class="table-scroll" tabindex="0" role="region" aria-label="Refused messages"><table class="plain-table">
          <thead><tr><th>Received</th><th>Why</th><th>Message</th></tr></thead>
          <tbody>${rows.map((row) => html`<tr key=${row.id}><td><${Moment} value=${row.received_at} relative /></td><td><span title=${row.detail}>${row.reason}</span>${row.replayed_at && html` <span class="faint">sent again</span>`}</td><td class="letter">${row.payload.slice(0, 200)}</td></tr>`)}</tbody>
        </table></div>`}
  </section>`;
}
