// @ts-check
/** The calls that are searched with: what is looked for, and what is not meant. */

import { IconButton } from "../components/button.js";
import { Thumbnail } from "../components/thumbnail.js";
import { CallLabel } from "../components/text.js";
import { callHref } from "../lib/calls.js";
import { duration, frequency } from "../lib/format.js";
import { html } from "../lib/html.js";
import { playCall } from "../lib/play_call.js";
import { t } from "../lib/words.js";

/**
 * @param {{calls: import("../lib/calls.js").PlacedCall[], rejected: import("../lib/calls.js").PlacedCall[],
 *   onRemove: (id: number) => void, onForgive: (id: number) => void}} props
 */
export function Examples({ calls, rejected, onRemove, onForgive }) {
  return html`<div class="stack tight">
    <ul class="example-row" aria-label="Examples">
      ${calls.map((call) => html`<li class="tile example" key=${call.id} data-example=${call.id}>
        <${Thumbnail} segmentId=${call.id} width=${176} height=${110} label=${t`Example from ${call.recording_name}`} />
        <span class="tile-actions">
          <${IconButton} small icon="play" label="Play the example" onClick=${() => playCall(call)} />
          ${calls.length > 1 && html`<${IconButton} small icon="x" label="No longer an example" onClick=${() => onRemove(call.id)} />`}
        </span>
        <span class="tile-foot">
          <a class="clip" href=${callHref(call)} title=${call.recording_name}>${call.recording_name}</a>
          <span class="row"><span class="faint">${[duration(call.offset_s - call.onset_s), call.high_hz ? frequency(call.high_hz) : ""].filter(Boolean).join(", ")}</span>${call.label && html`<${CallLabel} label=${call.label} person />`}</span>
        </span>
      </li>`)}
    </ul>
    ${rejected.length > 0 && html`<div class="stack tight"><span class="soft">Not meant</span><ul class="example-row" aria-label="Not meant">
      ${rejected.map((call) => html`<li class="tile example rejected" key=${call.id}>
        <${Thumbnail} segmentId=${call.id} width=${128} height=${80} label=${t`Not meant, from ${call.recording_name}`} />
        <span class="tile-actions"><${IconButton} small icon="undo-2" label="Take it back among the results" onClick=${() => onForgive(call.id)} /></span>
      </li>`)}
    </ul></div>`}
  </div>`;
}
