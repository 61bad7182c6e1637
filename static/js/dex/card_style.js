// @ts-check
/** How a card looks: frame, mount, stickers. */

import { Segmented } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { MOUNTS, SHAPES, STICKERS } from "./kinds.js";

/** @param {{value: any, onValue: (value: any) => void}} props */
export function CardStyle({ value, onValue }) {
  const has = (/** @type {string} */ name) => value.stickers.includes(name);
  const toggle = (/** @type {string} */ name) => onValue({ ...value, stickers: has(name) ? value.stickers.filter((one) => one !== name) : [...value.stickers, name].slice(0, 6) });
  return html`<details class="card-style"><summary>Card</summary><div class="stack">
    <${Segmented} label="Frame" value=${value.shape} options=${SHAPES} onValue=${(shape) => onValue({ ...value, shape })} />
    <fieldset class="field"><legend class="label">Mount</legend><div class="row">
      ${[null, ...MOUNTS].map((colour) => html`<button type="button" key=${colour || "none"} class="mount-choice" aria-pressed=${(value.colour || null) === colour} aria-label=${colour ? t`Mount ${colour}` : t("Plain mount")} title=${colour || t("Plain")} style=${colour ? { background: colour } : undefined} onClick=${() => onValue({ ...value, colour })}></button>`)}
    </div></fieldset>
    <fieldset class="field"><legend class="label">Stickers, at most six</legend><div class="row">
      ${Object.entries(STICKERS).map(([name, icon]) => html`<button type="button" key=${name} class=${has(name) ? "button icon-only small primary" : "button icon-only small"} aria-pressed=${has(name)} aria-label=${name} title=${name} onClick=${() => toggle(name)}><${Icon} name=${icon} /></button>`)}
    </div></fieldset>
  </div></details>`;
}
