// @ts-check
/** Two clusters side by side: their calls, and in which measures they differ most. */

import { Dialog } from "../components/dialog.js";
import { Loaded } from "../components/states.js";
import { Thumbnail } from "../components/thumbnail.js";
import { count, fixed, percent } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { measureName, measureText } from "./measures.js";
import { membersOf, nameOf } from "./members.js";

/** Calls shown of each. */
const SAMPLES = 6;
/** An effect of this many standard deviations fills its bar, unless a greater one is shown. */
const FULL_EFFECT = 3;
const MOST_MEASURES = 12;

/** @param {{runId: string, a: any, b: any, members: import("./members.js").Members, colours: [string, string], onClose: () => void}} props */
export function CompareDialog({ runId, a, b, members, colours, onClose }) {
  const found = useGet(`/clustering-runs/${runId}/compare`, { a: a.number, b: b.number });
  return html`<${Dialog} title=${t`${nameOf(a)} and ${nameOf(b)}`} wide onClose=${onClose}>
    <div class="stack">
      <div class="compare-sides">
        <${Side} cluster=${a} colour=${colours[0]} members=${members} />
        <${Side} cluster=${b} colour=${colours[1]} members=${members} />
      </div>
      <${Loaded} of=${found} what="They could not be compared" rows=${6}>${(data) => html`<${Differences} data=${data} a=${a} b=${b} colours=${colours} />`}<//>
    </div>
  <//>`;
}

/** @param {{cluster: any, colour: string, members: import("./members.js").Members}} props */
function Side({ cluster, colour, members }) {
  const ids = membersOf(members, cluster.number).slice(0, SAMPLES).map((i) => members.ids[i]);
  return html`<section class="stack tight">
    <h3 class="row"><span class="swatch" style=${{ background: colour }}></span>${nameOf(cluster)}</h3>
    <p class="soft">${[t`${count(cluster.n_members)} calls`, cluster.coherence === null ? "" : t`coherence ${percent(cluster.coherence, 0)}`, cluster.silhouette === null ? "" : t`silhouette ${fixed(cluster.silhouette, 2)}`].filter(Boolean).join(" · ")}</p>
    <div class="compare-pictures">${ids.map((id) => html`<${Thumbnail} key=${id} segmentId=${id} width=${128} height=${80} label=${t`A call of ${nameOf(cluster)}`} />`)}</div>
  </section>`;
}

/** @param {{data: any, a: any, b: any, colours: [string, string]}} props */
function Differences({ data, a, b, colours }) {
  const measures = data.measures.filter(({ effect_size }) => effect_size !== null).slice(0, MOST_MEASURES);
  if (!measures.length) return html`<p class="soft">Their calls could not be measured.</p>`;
  const full = Math.max(FULL_EFFECT, ...measures.map(({ effect_size }) => Math.abs(effect_size)));
  return html`<div class="stack tight">
    ${data.separation !== null && html`<p><strong>${percent(data.separation, 0)}</strong> of their calls are nearer to the middle of their own cluster${data.separation < 0.75 ? t("; they may be one kind of call.") : "."}</p>`}
    <table class="compare-table">
      <caption class="sr-only">Measures by size of the difference</caption>
      <thead><tr><th scope="col">Median</th><th scope="col" class="num">${nameOf(a)}</th><th scope="col" class="num">${nameOf(b)}</th><th scope="col" title="Difference of the means over their common standard deviation">Difference</th></tr></thead>
      <tbody>${measures.map((one) => html`<tr key=${one.name}>
        <th scope="row">${measureName(one.name)}</th>
        <td class="num">${measureText(one.a_median, one.unit)}</td>
        <td class="num">${measureText(one.b_median, one.unit)}</td>
        <td><${Effect} size=${one.effect_size} full=${full} colours=${colours} /></td>
      </tr>`)}</tbody>
    </table>
  </div>`;
}

/** A bar towards the one that has more. @param {{size: number, full: number, colours: [string, string]}} props */
function Effect({ size, full, colours }) {
  const share = (Math.abs(size) / full) * 50;
  const place = size > 0 ? { right: "50%", width: `${share}%`, background: colours[0] } : { left: "50%", width: `${share}%`, background: colours[1] };
  return html`<span class="effect"><span class="effect-track"><i style=${place}></i></span><span class="mono">${fixed(Math.abs(size), 1)}</span></span>`;
}
