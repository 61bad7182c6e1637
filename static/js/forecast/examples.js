// @ts-check
/** Test windows drawn at random: what was known, what was said, what came. */

import { Button } from "../components/button.js";
import { Select } from "../components/form.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { momentIn } from "../series/facts.js";
import { LineFigure, LineLegend } from "./figure.js";

/** @param {{examples: any[], units: Record<string, string>, zone: string, level: number}} props */
export function Examples({ examples, units, zone, level }) {
  const [at, setAt] = useState(0);
  const [target, setTarget] = useState(0);
  const one = examples[at];
  if (!one) return html`<p class="soft">No window to show.</p>`;
  const series = one.series[target] || one.series[0];
  const bounds = Object.keys(series.quantiles).sort((a, b) => Number(a) - Number(b));
  const shown = Math.min(series.known.length, 3 * series.truth.length);
  const known = series.known.slice(series.known.length - shown);
  const origin = Date.parse(one.at);
  const words = (step) => momentIn(origin + step * one.step_s * 1000, zone).replace(/ \d{4},?/, "");
  const lines = [
    { name: t("known"), kind: "known", values: known, from: 1 - shown },
    { name: t("what came"), kind: "truth", values: [known[known.length - 1] ?? null, ...series.truth], from: 0 },
    { name: t("forecast"), kind: "model dashed", values: series.forecast, from: 1 },
  ];
  const band = bounds.length > 1 ? { low: series.quantiles[bounds[0]], high: series.quantiles[bounds[bounds.length - 1]], from: 1 } : null;
  return html`<div class="stack tight">
    <div class="row">
      <${Button} small icon="chevron-left" aria-label="The window before" disabled=${at === 0} onClick=${() => setAt(at - 1)} /><span class="small-text">Window ${at + 1} of ${examples.length}, forecast on ${momentIn(origin, zone)}</span>
      <${Button} small icon="chevron-right" aria-label="The next window" disabled=${at === examples.length - 1} onClick=${() => setAt(at + 1)} />
      ${one.series.length > 1 && html`<${Select} class="input forecast-run" aria-label="Series of the window" value=${target} options=${one.series.map((row, value) => ({ value, label: row.target }))} onValue=${(value) => setTarget(Number(value))} />`}
    </div>
    <${LineFigure} label=${t`${series.target}: a window of the test part, forecast and truth`} lines=${lines} band=${band} x=${zone} y=${units[series.target] || ""} height=${240} now=${0} xWords=${words} />
    <${LineLegend} lines=${[[t("known"), "known"], [t("what came"), "truth"], [t("forecast"), "model dashed"], ...(band ? /** @type {[string, string][]} */ ([[t`meant to hold ${Math.round((level || 0) * 100)} %`, "band"]]) : [])]} />
  </div>`;
}
