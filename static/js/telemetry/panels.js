// @ts-check
/** Tiles of a dashboard: a chart, a value, a label that names its channel's value. */

import { IconButton } from "../components/button.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { sharedZone } from "../lib/names.js";
import { Chart } from "./chart.js";
import { LIMIT_TONES, colourOf, feedTime, valueText, valueWithUnit } from "./values.js";

const ROW_PX = 72;
const GAP_PX = 12;
const HEAD_PX = 46;

/** @param {any} props */
export function BoardPanel({ panel, channels, newest, editing, onEdit, onChange, onRemove }) {
  const place = { "--column": `${panel.x + 1} / span ${Math.min(panel.w, 12 - panel.x)}`, "--band": `${panel.y + 1} / span ${panel.h}` };
  const title = panel.title || channels.map((channel) => channel.name || channel.public_id).join(", ") || t("Label");
  return html`<section class=${`board-panel ${panel.kind}-tile`} style=${place} aria-label=${title}>
    <header><h2 title=${title}>${panel.kind === "chart" && !panel.title ? html`<${Keys} channels=${channels} />` : title}</h2>${panel.kind === "chart" && panel.title && !editing && html`<${Keys} channels=${channels} />`}${editing && html`<${Tools} ...${{ panel, onEdit, onChange, onRemove }} />`}</header>
    <div class="fill"><${Inside} ...${{ panel, channels, newest }} /></div>
  </section>`;
}

/** Which colour is which channel, and its unit. @param {{channels: any[]}} props */
function Keys({ channels }) {
  return html`<span class="board-keys">${channels.map((channel, i) => html`<span key=${channel.id}><i class="swatch" style=${{ background: colourOf(i) }}></i>${channel.name || channel.public_id}${channel.unit && html` <span class="faint">${channel.unit}</span>`}</span>`)}</span>`;
}

/** @param {any} props */
function Inside({ panel, channels, newest }) {
  if (panel.kind === "chart") {
    if (!channels.length) return html`<p class="soft">No channel chosen.</p>`;
    const height = Math.max(90, panel.h * (ROW_PX + GAP_PX) - GAP_PX - HEAD_PX);
    return html`<${Chart} channels=${channels} span=${null} spanUs=${panel.span_s * 1e6} live=${true} height=${height} compact sync="board" label=${t`Chart of ${channels.map((c) => c.public_id).join(", ")}`} />`;
  }
  const channel = channels[0];
  const [at, value] = channel ? newestOf(channel, newest) : [null, null];
  if (panel.kind === "label") {
    const text = panel.text.replace("{value}", channel ? valueText(value, channel) : "–").replace("{unit}", channel?.unit || "");
    return html`<p class="board-label">${text}</p>`;
  }
  if (!channel) return html`<p class="soft">No channel chosen.</p>`;
  return html`<div class=${`board-value ${LIMIT_TONES[channel.limit_state] || ""}`}>${valueWithUnit(value, channel)}<small>${at === null ? t("no reading yet") : feedTime(at, sharedZone([channel]))}</small></div>`;
}

/** @param {any} channel @param {Map<number, [number, any]>} newest @returns {[number | null, any]} */
function newestOf(channel, newest) {
  const live = newest.get(channel.id);
  const known = channel.latest ? [channel.latest.at_us, channel.latest.text ?? channel.latest.value] : [null, null];
  return /** @type {any} */ (live && (known[0] === null || live[0] >= known[0]) ? live : known);
}

/** Moving and sizing by buttons, so that keys do as well as a hand. @param {any} props */
function Tools({ panel, onEdit, onChange, onRemove }) {
  const to = (patch) => () => onChange(patch);
  return html`<div class="board-tools">
    <${IconButton} small icon="arrow-left" label="Left" onClick=${to({ x: Math.max(0, panel.x - 1) })} />
    <${IconButton} small icon="arrow-right" label="Right" onClick=${to({ x: Math.min(12 - panel.w, panel.x + 1) })} />
    <${IconButton} small icon="arrow-up" label="Up" onClick=${to({ y: Math.max(0, panel.y - 1) })} />
    <${IconButton} small icon="arrow-down" label="Down" onClick=${to({ y: panel.y + 1 })} />
    <${IconButton} small icon="pencil" label="Change the tile" onClick=${onEdit} />
    <${IconButton} small icon="trash-2" label="Take the tile away" onClick=${onRemove} />
  </div>`;
}
