// @ts-check
/** Above the picture: which call this is, where it was heard, what it measures. */

import { Icon } from "../components/icon.js";
import { IconButton } from "../components/button.js";
import { Moment, Tag } from "../components/text.js";
import { duration, frequency, position } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { zoneOf } from "../lib/names.js";

/** "5.2 ms, 44 to 61 kHz". @param {any} segment */
export function measured({ onset_s, offset_s, low_hz, high_hz }) {
  const band = low_hz !== null && high_hz !== null ? t`, ${frequency(low_hz)} to ${frequency(high_hz)}` : "";
  return `${duration(offset_s - onset_s)}${band}`;
}

/** @param {{task: any, onStep: (direction: 1 | -1) => void}} props */
export function Facts({ task, onStep }) {
  const { segment, recording } = task;
  return html`<div class="a-facts">
    <${IconButton} icon="chevron-left" label="Previous call" keys="←" small onClick=${() => onStep(-1)} />
    <${IconButton} icon="chevron-right" label="Next call, this one stays open" keys="→" small onClick=${() => onStep(1)} />
    <span class="mono nowrap"><strong>${duration(segment.offset_s - segment.onset_s)}</strong></span>
    ${segment.low_hz !== null && segment.high_hz !== null && html`<span class="mono nowrap">${frequency(segment.low_hz)} – ${frequency(segment.high_hz)}</span>`}
    <a class="clip" href=${`/recordings/${recording.id}?from=${Math.max(0, segment.onset_s - 0.5).toFixed(3)}&to=${(segment.offset_s + 0.5).toFixed(3)}`} title=${t`${recording.name}, at ${position(segment.onset_s)}`}>${recording.name} <span class="faint mono">${position(segment.onset_s)}</span></a>
    ${recording.site_name && html`<span class="soft nowrap a-wide"><${Icon} name="map-pin" />${recording.site_name}</span>`}
    ${recording.recorded_at && html`<span class="soft nowrap a-wide"><${Moment} value=${recording.recorded_at} zone=${zoneOf(recording)} /></span>`}
    <span class="a-marks">
      ${task.state === "done" && html`<${Tag} tone="confirmed" icon="check">${task.label}<//>`}
      ${task.state === "rejected" && html`<${Tag} tone="plain" icon="x">no call<//>`}
      ${task.state === "skipped" && html`<${Tag} tone="plain" icon="skip-forward">skipped<//>`}
      ${task.is_flagged && html`<${Tag} tone="ochre" icon="flag">flagged<//>`}
      ${task.note && html`<${Tag} tone="plain" icon="message-square" title=${task.note}>note<//>`}
    </span>
  </div>`;
}
