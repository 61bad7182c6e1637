// @ts-check
/** What is left over: how often which error, of one series at a time. */

import { Select } from "../components/form.js";
import { Panel } from "../components/page.js";
import { fixed, percent } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { useWidth } from "./figure.js";

const HEIGHT = 170;
const BOTTOM = 24;
const SIDE = 8;

/** @param {{data: any}} props */
export function Residuals({ data }) {
  const [at, setAt] = useState(0);
  const one = data.residuals[at] || data.residuals[0];
  if (!one) return null;
  const choice = data.residuals.length > 1 && html`<${Select} class="input forecast-run" aria-label="Series of the residuals" value=${at} options=${data.residuals.map(({ target }, value) => ({ value, label: target }))} onValue=${(value) => setAt(Number(value))} />`;
  return html`<${Panel} title="What is left over" actions=${choice}><${Histogram} one=${one} />
    <p class="hint">Forecast minus truth in standard deviations of the training part: mean ${fixed(one.mean, 3)}, spread ${fixed(one.std, 3)}. A hill beside the line is a bias; a long side is a kind of day it does not know.</p><//>`;
}

/** @param {{one: any}} props */
function Histogram({ one }) {
  const { ref, width } = useWidth(560);
  const total = one.counts.reduce((sum, n) => sum + n, 0);
  const most = Math.max(...one.counts);
  const [low, high] = [one.edges[0], one.edges[one.edges.length - 1]];
  const slot = (width - 2 * SIDE) / one.counts.length;
  const tall = (n) => (n / most) * (HEIGHT - BOTTOM - 8);
  const across = (value) => SIDE + ((value - low) / (high - low)) * (width - 2 * SIDE);
  return html`<div ref=${ref} class="line-figure"><svg class="svg-chart" viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" aria-label=${t`Residuals of ${one.target}: mean ${fixed(one.mean, 3)}, standard deviation ${fixed(one.std, 3)}`}>
    ${one.counts.map((n, i) => html`<rect key=${i} class="bar" x=${SIDE + i * slot + 0.5} width=${Math.max(0.5, slot - 1)} y=${HEIGHT - BOTTOM - tall(n)} height=${tall(n)}><title>${fixed(one.edges[i], 2)} to ${fixed(one.edges[i + 1], 2)}: ${percent(n / total)}</title></rect>`)}
    <path class="now" d=${`M${across(0)} 4V${HEIGHT - BOTTOM}`} />
    ${[-4, -2, 0, 2, 4].map((value) => html`<text key=${value} x=${across(value)} y=${HEIGHT - 6} text-anchor="middle">${value}</text>`)}</svg></div>`;
}
