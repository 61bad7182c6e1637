// @ts-check
/** Which kinds of marks stand on the map. */

import { html } from "../lib/html.js";
import { setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";

const LAYERS = [["sites", t("Sites")], ["entries", t("Sightings")], ["pictures", t("Pictures")], ["recordings", t("Recordings")]];
const USUAL = ["sites", "entries", "pictures"];

/** @param {string | undefined} text of the address @returns {string[]} */
export function chosenLayers(text) {
  if (text === undefined) return USUAL;
  return LAYERS.map(([id]) => id).filter((id) => text.split(",").includes(id));
}

/** @param {{chosen: string[]}} props */
export function Layers({ chosen }) {
  const toggle = (/** @type {string} */ id) => {
    const next = LAYERS.map(([one]) => one).filter((one) => (one === id ? !chosen.includes(id) : chosen.includes(one)));
    setQuery({ layers: next.join() === USUAL.join() ? null : next.join(",") || "none" });
  };
  return html`<fieldset class="layer-choice" aria-label="What is shown">
    ${LAYERS.map(([id, label]) => html`<button key=${id} type="button" class=${chosen.includes(id) ? "button small" : "button small quiet"} aria-pressed=${chosen.includes(id)} onClick=${() => toggle(id)}>
      <span class=${id === "sites" ? "mark-key site" : "mark-key"} aria-hidden="true"></span>${label}</button>`)}
  </fieldset>`;
}
