// @ts-check
/** What can be done with one lane: move it, show another measure, take it away. */

import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Measures of a kind; the first is what it shows by itself. @type {Record<string, [string, string][]>} */
const MEASURES = {
  calls: [["", t("Calls")], ["rate", t("Calls a minute of listening")]],
  channel: [["", t("Compare by the mean")], ["low", t("Compare by the lowest")], ["high", t("Compare by the highest")]],
  forecast: [["", t("Compare by the forecast")], ["low", t("Compare by the lower limit")], ["high", t("Compare by the upper limit")]],
  series: [["", t("Compare by the mean")], ["low", t("Compare by the lowest")], ["high", t("Compare by the highest")]],
};

/** @param {{specs: import("./types.js").Spec[], index: number, setSpecs: (specs: import("./types.js").Spec[]) => void}} props */
export function TrackMenu({ specs, index, setSpecs }) {
  const spec = specs[index];
  const swap = (other) => {
    const next = [...specs];
    [next[index], next[other]] = [next[other], next[index]];
    setSpecs(next);
  };
  const measure = (name) => setSpecs(specs.map((one, i) => (i === index ? { ...one, measure: name } : one)));
  return html`<${Menu} label=${t`Track ${index + 1}: what to do`} class="button icon-only small quiet" align="end" face=${html`<${Icon} name="ellipsis" />`}>
    ${(close) => {
      const act = (run) => () => { close(); run(); };
      return html`
        ${(MEASURES[spec?.kind] || []).map(([name, label]) => html`<${MenuItem} key=${name} icon=${(spec.measure || "") === name ? "check" : "circle-dot"} onClick=${act(() => measure(name))}>${label}<//>`)}
        ${index > 0 && html`<${MenuItem} icon="arrow-up" onClick=${act(() => swap(index - 1))}>Move up<//>`}
        ${index < specs.length - 1 && html`<${MenuItem} icon="arrow-down" onClick=${act(() => swap(index + 1))}>Move down<//>`}
        ${specs.length > 1 && html`<${MenuItem} icon="x" onClick=${act(() => setSpecs(specs.filter((_, i) => i !== index)))}>Take away<//>`}`;
    }}
  <//>`;
}
