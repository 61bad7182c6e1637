// @ts-check
/** One series to be put on the grid, and how its values are made. */

import { IconButton } from "../components/button.js";
import { NumberField, SelectField } from "../components/form.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { versionFacts } from "./facts.js";

/** Methods with what they do in a few words. */
export const METHODS = [
  ["mean", t("mean")], ["linear", t("linear")], ["nearest", t("nearest")], ["nearest-mean", t("mean of the nearest")], ["nearest-within-gap", t("nearest within the gap")],
  ["median", t("median")], ["min", t("lowest")], ["max", t("highest")], ["sum", t("sum")], ["first", t("first")], ["last", t("last")], ["previous", t("the one before")],
].map(([value, label]) => ({ value, label }));

/** Methods that look at the distance of neighbours. */
const WITH_GAP = ["linear", "nearest-within-gap", "nearest", "nearest-mean", "previous"];

/** @param {{row: any, way: any, plain: boolean, change: (patch: any) => void, remove: () => void}} props */
export function SourceRow({ row, way, plain, change, remove }) {
  return html`<li>
    <div><a class="clip" href=${`/datasets/${row.id}`}>${row.name}</a><div class="faint small-text">${versionFacts(row.current)}</div></div>
    ${plain ? html`<span></span><span></span><span></span>` : html`
      <${SelectField} label="Method" options=${METHODS} value=${way.method} onValue=${(method) => change({ method })} />
      <${NumberField} label="Widest gap (min)" min="0" placeholder="any" disabled=${!WITH_GAP.includes(way.method)} value=${way.max_gap_min} onValue=${(max_gap_min) => change({ max_gap_min })} />
      <${NumberField} label="Decimals" min="0" max="10" step="1" placeholder="all" value=${way.decimals} onValue=${(decimals) => change({ decimals })} />`}
    <${IconButton} icon="x" label=${t`Take ${row.name} away`} onClick=${remove} />
  </li>`;
}
