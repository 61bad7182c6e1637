// @ts-check
/** One parameter of a detector: a slider with the figure beside it. */

import { html, useId } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Spans wider than this are moved in ratios, so that both ends can be set finely. */
const WIDE_RATIO = 200;

/** @param {{parameter: any, value: number, isChanged: boolean, onValue: (value: number) => void}} props */
export function ParameterSlider({ parameter, value, isChanged, onValue }) {
  const id = useId();
  const { label, minimum, maximum, step, help } = parameter;
  const unit = parameter.unit === "1" ? "" : parameter.unit;
  const isWide = minimum > 0 && maximum / minimum > WIDE_RATIO;
  const toSlider = (x) => (isWide ? Math.log(Math.max(minimum, x) / minimum) / Math.log(maximum / minimum) : x);
  const fromSlider = (x) => (isWide ? rounded(minimum * (maximum / minimum) ** x, step) : x);
  const range = isWide ? { min: 0, max: 1, step: 0.001 } : { min: minimum, max: maximum, step: step || "any" };
  return html`<div class="slider-row" title=${help}>
    <label class="label" for=${id}><span style=${{ fontWeight: isChanged ? 600 : 400 }}>${label}</span><span class="faint small-text">${unit}</span></label>
    <input id=${id} type="range" ...${range} value=${toSlider(value)} aria-valuetext=${`${value} ${unit}`} onInput=${(event) => onValue(fromSlider(Number(event.currentTarget.value)))} />
    <input class="input mono" type="number" aria-label=${unit ? `${label}, ${unit}` : t`${label}, figure`} min=${minimum} max=${maximum} step="any" value=${value}
      onChange=${(event) => event.currentTarget.value !== "" && onValue(Math.min(maximum, Math.max(minimum, Number(event.currentTarget.value))))} />
  </div>`;
}

/** @param {number} x @param {number} step */
function rounded(x, step) {
  return step ? Number((Math.round(x / step) * step).toPrecision(8)) : x;
}
