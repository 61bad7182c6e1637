// @ts-check
/** What the points of the map are coloured by, and the legend that says so. */

import { html } from "../lib/html.js";
import { colourOf, placesOfLabels } from "./palette.js";

/** Labels a legend has room for. */
const MOST_SHOWN = 16;

/** Each member's place in the palette. @param {string} by @param {import("./members.js").Members} members @param {any[]} clusters */
export function colourIndices(by, members, clusters) {
  if (by === "cluster") return members.numbers;
  const labels = labelsBy(by, members, clusters);
  const places = placesOfLabels(labels);
  return Int32Array.from(labels, (label) => (label ? places.get(label) ?? -1 : -1));
}

/** @param {string} by @param {import("./members.js").Members} members @param {any[]} clusters @returns {(string | null)[]} */
function labelsBy(by, members, clusters) {
  if (by === "label") return members.labels;
  const mapping = new Map(clusters.map(({ number, label }) => [number, label]));
  return Array.from(members.numbers, (number) => mapping.get(number) || null);
}

/** @param {{by: string, members: import("./members.js").Members, clusters: any[], shades: import("./palette.js").MapTheme}} props */
export function Legend({ by, members, clusters, shades }) {
  const places = placesOfLabels(labelsBy(by, members, clusters));
  return html`<ul class="map-legend" aria-label="Colours">
    ${[...places].slice(0, MOST_SHOWN).map(([label, place]) => html`<li key=${label}><span class="swatch" style=${{ background: colourOf(place, shades) }}></span>${label}</li>`)}
    <li><span class="swatch" style=${{ background: colourOf(-1, shades) }}></span>none</li>
  </ul>`;
}
