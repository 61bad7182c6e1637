// @ts-check
/** What stands behind a piece of a track: calls, pictures, readings, rows or events, each a link. */

import { IconButton } from "../components/button.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { momentIn } from "../series/facts.js";
import { specText } from "./spec.js";
import { iso } from "./use_view.js";

const LIMIT = 50;

/** @param {{place: any, spec: import("./types.js").Spec, title: string, piece: import("./types.js").Span, zone: string, onClose: () => void}} props */
export function BehindPanel({ place, spec, title, piece, zone, onClose }) {
  const found = useGet("/timeline/behind", { ...place, track: specText(spec), start: iso(piece[0]), end: iso(Math.max(piece[1], piece[0] + 1)), limit: LIMIT });
  const { data } = found;
  return html`<section class="panel" aria-label="What is behind it">
    <header class="panel-head"><h2 class="panel-title">${title}</h2>
      <span class="soft small-text">${momentIn(piece[0], zone, piece[1] - piece[0] < 60_000)} – ${momentIn(piece[1], zone, piece[1] - piece[0] < 60_000)}${data ? `: ${count(data.count)}` : ""}</span>
      <div class="actions push"><${IconButton} small icon="x" label="Close" onClick=${onClose} /></div></header>
    ${found.error ? html`<div class="panel-body"><${Failure} error=${found.error} retry=${found.reload} /></div>`
      : !data ? html`<div class="panel-body"><${SkeletonRows} rows=${3} /></div>`
      : data.count === 0 ? html`<p class="panel-body soft">Nothing lies in this piece of time.</p>`
      : html`<ul class="rule-list tl-behind" tabindex="0" aria-label="What is behind it, in the order of time">${data.results.map((item, i) => html`<li class="line-item" key=${i}>
          <a class="clip" href=${item.href}>${item.title}</a><span class="soft small-text clip grow">${item.detail}</span>
          <span class="mono small-text faint nowrap">${momentIn(item.at, zone, true)}</span></li>`)}</ul>`}
    ${data && data.count > data.results.length && html`<p class="panel-body faint small-text">The first ${count(data.results.length)}; zoom in to see the others.</p>`}
  </section>`;
}
