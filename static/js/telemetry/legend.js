// @ts-check
/** The channels of a chart with their values at the cursor, or their newest. */

import { IconButton } from "../components/button.js";
import { Tag } from "../components/text.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { sharedZone } from "../lib/names.js";
import { valueAt } from "./chart_data.js";
import { LIMIT_TEXTS, LIMIT_TONES, colourOf, feedTime, valueWithUnit } from "./values.js";

/** @param {{channels: any[], data: any, cursorUs: number | null, onRemove?: (id: number) => void}} props */
export function ChartLegend({ channels, data, cursorUs, onRemove }) {
  const zone = sharedZone(channels);
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Values"><table class="plain-table chart-legend">
    <thead><tr><th>Channel</th><th class="number">${cursorUs === null ? t("Newest") : t("At the cursor")}</th><th>Time</th><th class="number">Readings in view</th><th>Limits</th><th><span class="sr-only">Remove</span></th></tr></thead>
    <tbody>${channels.map((channel, i) => {
      const line = data?.lines.get(channel.id);
      const found = valueAt(line, cursorUs ?? Infinity);
      return html`<tr key=${channel.id}>
        <th scope="row"><span class="swatch" style=${{ background: colourOf(i) }}></span><a href=${`/telemetry/channels/${channel.id}`}>${channel.public_id}</a> <span class="soft">${channel.name !== channel.public_id ? channel.name : ""}</span></th>
        <td class="number mono">${found ? valueWithUnit(found.value, channel) : "–"}</td>
        <td class="mono soft">${found ? feedTime(found.us, zone) : "–"}</td>
        <td class="number mono">${line ? count(line.n) : "–"}</td>
        <td>${channel.limit_state !== "ok" ? html`<${Tag} tone=${LIMIT_TONES[channel.limit_state]} icon="triangle-alert">${LIMIT_TEXTS[channel.limit_state]}<//>` : html`<span class="faint">–</span>`}</td>
        <td>${onRemove && html`<${IconButton} small icon="x" label=${t`Take ${channel.public_id} off the chart`} onClick=${() => onRemove(channel.id)} />`}</td>
      </tr>`;
    })}</tbody>
  </table></div>`;
}
