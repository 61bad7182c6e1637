// @ts-check
/** Which series, how they are paired, which curve, how far from it is too far. */

import { NumberField, SelectField } from "../components/form.js";
import { Panel } from "../components/page.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

const KINDS = [
  ["linear", t("Straight line")], ["polynomial", t("Polynomial")], ["piecewise", t("Piecewise line, with a bend")],
  ["huber", t("Line, robust (Huber)")], ["ransac", t("Line most agree with (RANSAC)")], ["lowess", t("Smooth (LOWESS)")],
].map(([value, label]) => ({ value, label }));
const TOLERANCES = [{ value: "constant", label: "in its own unit" }, { value: "proportional", label: "percent of the curve" }];
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => ({ value: String(from + i), label: String(from + i) }));

/** @param {{desk: any, datasets: any[]}} props */
export function CloudControls({ desk, datasets }) {
  const { body, set } = desk;
  return html`<${Panel} title="Series"><div class="form">
      <${Side} label="Across" name="x" side=${desk.x} datasets=${datasets} set=${set} />
      <${Side} label="Upwards" name="y" side=${desk.y} datasets=${datasets} set=${set} />
      <${NumberField} label="Pair within" unit="s" min="0" max="86400" value=${body.pair_within_s} hint="0 pairs equal times only" onValue=${(within) => set({ within: within || null })} />
    </div><//>
    <${Panel} title="Fit"><div class="form">
      <${SelectField} label="Curve" options=${KINDS} value=${body.kind} onValue=${(kind) => set({ kind: kind === "linear" ? null : kind })} />
      ${body.kind === "polynomial" && html`<${SelectField} label="Degree" options=${numbers(2, 5)} value=${String(body.degree)} onValue=${(degree) => set({ degree })} />`}
      ${body.kind === "piecewise" && html`<${SelectField} label="Bends" options=${numbers(1, 2)} value=${String(body.n_breaks)} onValue=${(breaks) => set({ breaks })} />`}
      ${body.kind === "lowess" && html`<${NumberField} label="Span" min="0.01" max="1" step="0.05" value=${body.span} hint="Share of the points each place sees" onValue=${(span) => set({ span })} />`}
      <div class="pair">
        <${NumberField} label="Tolerance" optional min="0" placeholder="none" value=${body.tolerance} hint="0 is 0" onValue=${(tol) => set({ tol })} />
        <${SelectField} label="Counted" options=${TOLERANCES} value=${body.tolerance_kind} onValue=${(tolkind) => set({ tolkind: tolkind === "constant" ? null : tolkind })} />
      </div>
    </div><//>`;
}

/** @param {any} props */
function Side({ label, name, side, datasets, set }) {
  const { columns } = side.version;
  return html`<div class="pair">
    <${SelectField} label=${label} value=${side.version.id} options=${datasets.map((row) => ({ value: row.current.id, label: row.name }))} onValue=${(id) => set({ [name]: id, [`${name}c`]: null })} />
    <${SelectField} label="Column" value=${String(side.index)} options=${columns.map((column, i) => ({ value: String(i), label: column.name }))} onValue=${(i) => set({ [name]: side.version.id, [`${name}c`]: i })} />
  </div>`;
}
