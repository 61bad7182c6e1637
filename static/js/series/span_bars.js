// @ts-check
/** When each of several series runs, as bars on one scale; the stretch they share is lifted out. */

import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { momentIn, spanText } from "./facts.js";

/** @param {{rows: any[], span: [number, number] | null}} props */
export function SpanBars({ rows, span }) {
  const first = Math.min(...rows.map((row) => Date.parse(row.current.start_at)));
  const last = Math.max(...rows.map((row) => Date.parse(row.current.end_at)));
  const x = (ms) => (last > first ? ((ms - first) / (last - first)) * 100 : 0);
  return html`<div class="span-bars">
    ${rows.map((row) => {
      const [from, to] = [Date.parse(row.current.start_at), Date.parse(row.current.end_at)];
      return html`<div class="span-row" key=${row.id} title=${t`${row.name}: ${momentIn(from, "UTC")} to ${momentIn(to, "UTC")} UTC`}>
        <span class="clip small-text">${row.name}</span>
        <span class="span-track">${span && html`<i class="span-common" style=${{ left: `${x(span[0])}%`, width: `${Math.max(0.4, x(span[1]) - x(span[0]))}%` }}></i>`}<i class="span-bar" style=${{ left: `${x(from)}%`, width: `${Math.max(0.4, x(to) - x(from))}%` }}></i></span>
        <span class="faint small-text nowrap">${spanText(row.current.start_at, row.current.end_at)}</span>
      </div>`;
    })}
    <div class="span-row"><span></span><span class="row spread faint small-text"><span>${momentIn(first, "UTC")}</span><span>${momentIn(last, "UTC")}</span></span><span></span></div>
  </div>`;
}
