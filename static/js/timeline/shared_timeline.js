// @ts-check
/** A timeline on a public page: it can be moved about in and saved as a picture; nothing behind it can be reached. */

import { IconButton } from "../components/button.js";
import { Failure, Skeleton } from "../components/states.js";
import { html, useState } from "../lib/html.js";
import { TimelineChart } from "./chart.js";
import { TimelineExport } from "./export_menu.js";
import { limitsOf } from "./use_desk.js";
import { iso, useView, widthPx } from "./use_view.js";

const nothing = () => {};

/** @param {{row: any, ask: any}} props */
export function SharedTimeline({ row, ask }) {
  const own = row.start !== null && row.end !== null ? /** @type {import("./types.js").Span} */ ([row.start, row.end]) : null;
  const [moved, setMoved] = useState(/** @type {import("./types.js").Span | null} */ (null));
  const [lane, setLane] = useState(0);
  const span = moved || own;
  const step = moved ? undefined : row.step_s;
  const found = useView(`${row.number}|${step || ""}`, span, (over, signal) => ask("/public/timeline", {
    signal, query: { number: row.number, width: widthPx(), step_s: step, ...(over ? { start: iso(over[0]), end: iso(over[1]) } : {}) },
  }));
  const { view } = found;
  const shown = span || (view ? /** @type {import("./types.js").Span} */ ([view.start, view.end]) : null);
  return html`<section class="stack tight" aria-label=${row.name}>
    <header class="row"><h2 class="grow">${row.name}${row.site_name ? html` <span class="soft">${row.site_name}</span>` : ""}</h2>
      <${IconButton} icon="rotate-ccw" label="Back to the span as shared" onClick=${() => setMoved(null)} />
      ${view && shown && html`<${TimelineExport} view=${view} span=${shown} title=${row.name} />`}</header>
    ${found.error && !view ? html`<${Failure} error=${found.error} retry=${found.reload} />`
      : !view || !shown ? html`<${Skeleton} height="300px" />`
      : html`<div class="panel tl-panel"><${TimelineChart} ...${{ view, lane, setLane }} span=${shown} limits=${limitsOf(view, shown)} busy=${found.busy} onSpan=${setMoved} onPoint=${nothing} />
        ${view.nights.length > 0 && html`<p class="tl-legend faint small-text"><span><span class="swatch tl-night"></span> between sunset and sunrise</span></p>`}</div>`}
  </section>`;
}
