// @ts-check
/** Telemetry at a glance: sources with state and rate, what is out of its limits, the latest events. */

import { Button } from "../components/button.js";
import { Page } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { SeverityTag } from "../detection/severity_tag.js";
import { isoOf } from "../detection/words.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { detectorName } from "../lib/station_words.js";
import { activeGroup, may } from "../lib/store.js";
import { SourceCard } from "../telemetry/source_card.js";
import { SourceForm } from "../telemetry/source_form.js";
import { LIMIT_TEXTS, LIMIT_TONES, valueWithUnit } from "../telemetry/values.js";

loadStyle("/static/css/telemetry.css");

const FOLLOW_MS = 3000;

export default function Telemetry() {
  const group_id = activeGroup.value?.id;
  const sources = useGet("/telemetry/sources", { group_id, limit: 200 });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && sources.reload(), FOLLOW_MS);
    return () => clearInterval(timer);
  }, [sources.reload]);
  const rows = sources.data?.results || [];
  const add = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ add: 1 })}>Add a source<//>`;
  const save = async (body) => {
    const made = await api.post("/telemetry/sources", body);
    navigate(`/telemetry/sources/${made.id}`);
  };
  return html`<${Page} title="Telemetry" lede="What is being measured now, and whether it arrives." actions=${rows.length > 0 && add}>
    ${sources.error && !sources.data ? html`<${Failure} error=${sources.error} retry=${sources.reload} />`
      : !sources.data ? html`<${SkeletonRows} rows=${6} />`
      : !rows.length ? html`<${Empty} icon="activity" title="Nothing reports yet" action=${add}>A source brings readings in: loggers that send over HTTP, an MQTT broker, a recorded file, or a simulator to look around with.<//>`
      : html`<div class="stack" style=${{ gap: "var(--s8)" }}>
          <section class="stack"><h2>Sources</h2><div class="source-grid">${rows.map((source) => html`<${SourceCard} key=${source.id} source=${source} />`)}</div></section>
          <div class="home-grid"><${OutOfLimits} group_id=${group_id} /><${LatestEvents} group_id=${group_id} /></div>
        </div>`}
    ${place.value.query.add && html`<${SourceForm} sources=${rows} onClose=${() => setQuery({ add: null })} save=${save} />`}
  <//>`;
}

/** @param {{group_id?: string}} props */
function OutOfLimits({ group_id }) {
  const found = useGet("/telemetry/channels", { group_id, limit_state: "warning", limit: 20 });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && found.reload(), FOLLOW_MS * 2);
    return () => clearInterval(timer);
  }, [found.reload]);
  const rows = found.data?.results || [];
  return html`<section class="stack"><div class="row spread"><h2>Out of limits</h2>${found.data && html`<span class="faint">${count(found.data.count)}</span>`}</div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${3} />`
      : !rows.length ? html`<p class="soft">Every channel with limits is within them.</p>`
      : html`<ul class="picker-list">${rows.map((row) => html`<li key=${row.id}>
          <div class="grow"><a href=${`/telemetry/channels/${row.id}`}>${row.name || row.public_id}</a></div>
          <span class="mono">${valueWithUnit(row.latest?.value, row)}</span>
          <${Tag} tone=${LIMIT_TONES[row.limit_state]} icon="triangle-alert">${LIMIT_TEXTS[row.limit_state]}<//>
        </li>`)}</ul>`}
  </section>`;
}

/** @param {{group_id?: string}} props */
function LatestEvents({ group_id }) {
  const found = useGet("/telemetry/events", { group_id, limit: 8 });
  const rows = found.data?.results || [];
  return html`<section class="stack"><div class="row spread"><h2>Latest events</h2><${Button} small tone="quiet" href="/telemetry/events">All events<//></div>
    ${found.error && !found.data ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${SkeletonRows} rows=${3} />`
      : !rows.length ? html`<p class="soft">No detector has found anything yet. <a href="/telemetry/detectors">Detectors</a> watch channels and say when something happens.</p>`
      : html`<ul class="picker-list">${rows.map((row) => html`<li key=${row.id}>
          <div class="grow"><a href=${`/telemetry/events/${row.id}`}>${row.kind_words}</a> <span class="soft small-text">${detectorName(row.detector_name)}</span></div>
          ${row.severity !== "info" && html`<${SeverityTag} severity=${row.severity} />`}
          <span class="soft small-text nowrap"><${Moment} value=${isoOf(row.start_us)} zone="UTC" /></span>
        </li>`)}</ul>`}
  </section>`;
}
