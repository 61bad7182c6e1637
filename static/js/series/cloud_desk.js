// @ts-check
/** The cloud with its controls, its residuals and the list of what lies outside. */

import { Panel } from "../components/page.js";
import { Failure, Skeleton } from "../components/states.js";
import { Figure } from "../components/figure.js";
import { count, fixed } from "../lib/format.js";
import { html, useMemo, useState } from "../lib/html.js";
import { CloudActions } from "./cloud_actions.js";
import { CloudCanvas } from "./cloud_canvas.js";
import { CloudControls } from "./cloud_controls.js";
import { OutsideList } from "./cloud_outside.js";
import { ResidualCanvas } from "./residual_canvas.js";
import { valueText } from "./facts.js";
import { useCloud } from "./use_cloud.js";

/** @param {{datasets: any[]}} props */
export function CloudDesk({ datasets }) {
  const desk = useCloud(datasets);
  const { cloud, x, y } = desk;
  const [kept, setKept] = useState(/** @type {any} */ (null));
  if (cloud.data && cloud.data !== kept) setKept(cloud.data);
  const data = cloud.data || kept;
  const labels = useMemo(() => ({ x: nameOf(x), y: nameOf(y) }), [x.version.id, x.index, y.version.id, y.index]);
  return html`<div class="cloud-desk">
    <div class="stack">
      ${cloud.error ? html`<${Failure} error=${cloud.error} what="This cloud could not be computed" retry=${cloud.reload} />` : ""}
      ${!data ? html`<${Skeleton} height="460px" />` : html`
        <section class=${desk.isBusy ? "panel busy" : "panel"} aria-label="Cloud" aria-busy=${desk.isBusy ? "true" : "false"}>
          <${CloudCanvas} data=${data} labels=${labels} tolerance=${desk.body} />
        </section>
        ${data.problem && html`<div class="notice ochre"><div class="grow"><strong>No curve</strong><p class="soft">The ${desk.body.kind} curve ${data.problem}.</p></div></div>`}
        ${!data.n_pairs && html`<div class="notice ochre"><div class="grow"><strong>No pair</strong><p class="soft">At no time do both have a value. Let pairs lie further apart in time, or put both on one grid first.</p></div></div>`}
        ${data.curve && html`<${Panel} title="Residuals"><${ResidualCanvas} data=${data} label=${labels.x} unit=${y.column.unit} /><//>`}
        ${data.outside && html`<${OutsideList} data=${data} desk=${desk} labels=${labels} />`}`}
    </div>
    <aside class="stack" aria-label="How it is compared">
      <${CloudControls} desk=${desk} datasets=${datasets} />
      ${data && html`<${Panel} title="Curve"><${CurveFacts} data=${data} unit=${y.column.unit} /><//>`}
      ${data && html`<${CloudActions} desk=${desk} data=${data} />`}
    </aside>
  </div>`;
}

/** @param {any} side */
const nameOf = (side) => (side.column.unit ? `${side.column.name} (${side.column.unit})` : side.column.name);

/** @param {{data: any, unit: string}} props */
function CurveFacts({ data, unit }) {
  const { curve } = data;
  return html`<div class="stack tight">
    <div class="figures"><${Figure} name="pairs" value=${count(data.n_pairs)} />${curve && html`<${Figure} name="R²" value=${curve.r2 === null ? "–" : fixed(curve.r2, 3)} />`}</div>
    ${curve?.equation && html`<p class="equation">${curve.equation}</p>`}
    ${curve && html`<dl class="facts small-text"><dt>Spread</dt><dd>${valueText(curve.sigma, unit)}</dd>${curve.coefficients.map((one) => html`<dt key=${one.name}>${one.name}</dt><dd class="mono">${valueText(one.value)}${one.error === null ? "" : ` ± ${valueText(Number(one.error.toPrecision(2)))}`}</dd>`)}</dl>`}
    <p class="faint small-text">${count(data.n_x)} values across, ${count(data.n_y)} upwards.</p>
  </div>`;
}
