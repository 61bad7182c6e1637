// @ts-check
/** A source at a glance: its state, its rate, what was refused. */

import { Moment, Tag } from "../components/text.js";
import { count, fixed } from "../lib/format.js";
import { html } from "../lib/html.js";
import { STATES, kindLabel } from "./source_words.js";

/** @param {{state: string, title?: string}} props */
export function SourceState({ state, title }) {
  const [tone, icon, text] = STATES[state] || ["", "info", state];
  return html`<${Tag} tone=${tone} icon=${icon} title=${title}>${text}<//>`;
}

/** @param {{source: any}} props */
export function SourceCard({ source }) {
  return html`<a class="source-card" href=${`/telemetry/sources/${source.id}`}>
    <div class="row spread"><h3>${source.name}</h3><${SourceState} state=${source.state} title=${source.last_error || ""} /></div>
    <div class="source-facts"><span>${kindLabel(source.kind)}</span><span>last message <${Moment} value=${source.last_message_at} relative /></span></div>
    <div class="source-facts source-figures"><span><b>${fixed(source.rate_per_s, source.rate_per_s < 10 ? 1 : 0)}</b> messages/s</span><span><b>${count(source.n_channels)}</b> channels</span><span><b>${count(source.n_stored)}</b> stored</span></div>
    <div class="source-facts">
      ${source.n_refused > 0 && html`<span><b>${count(source.n_refused)}</b> refused</span>`}
      ${source.n_errors > 0 && html`<span><b>${count(source.n_errors)}</b> errors</span>`}
      ${source.n_reconnects > 0 && html`<span><b>${count(source.n_reconnects)}</b> reconnections</span>`}</div>
    ${source.state === "failed" && source.last_error && html`<p class="small-text" style=${{ color: "var(--brick)" }}>${source.last_error}</p>`}
  </a>`;
}
