// @ts-check
/** A collection on the map that the station has itself, so it works without a network. */

import { Empty, Loaded } from "../components/states.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useMemo, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { t } from "../lib/words.js";
import { MapCanvas } from "../map/map_canvas.js";
import { dayOf } from "./kinds.js";

loadStyle("/static/css/map.css");

/** Entries that a card names; the others are counted. */
const NAMED = 6;

/** @param {{ownerId?: string}} props */
export function MapView({ ownerId }) {
  const { query } = place.value;
  const data = useGet("/dex/map", { owner_id: ownerId, family: query.family, species_id: query.species_id });
  const background = useGet("/map/background");
  return html`<${Loaded} of=${data} what="The map could not be loaded">${(shown) => (shown.results.length
    ? html`<${Chart} points=${shown.results} without=${shown.n_without_place} background=${background.data} />`
    : html`<${Empty} icon="map-pin" title="No places yet">Entries with coordinates stand here.<//>`)}<//>`;
}

/** Points with a place, name, day and entry. @param {{points: any[], without: number, background?: any}} props */
export function Chart({ points, without, background }) {
  const [picked, setPicked] = useState(/** @type {import("../map/marks.js").Cluster | null} */ (null));
  const marks = useMemo(() => points.map((point) => ({
    longitude: point.longitude, latitude: point.latitude, n: 1, nRough: point.is_obscured ? 1 : 0, kind: /** @type {"sighting"} */ ("sighting"), label: point.name, thing: point,
  })), [points]);
  return html`<${MapCanvas} marks=${marks} background=${background} label=${t`Map of ${plural(points.length, "entry", "entries")}`} onPick=${setPicked}
      isChosen=${(cluster) => Boolean(picked) && cluster.marks[0] === picked?.marks[0]}>
    ${picked && html`<${Picked} points=${picked.marks.map(({ thing }) => thing)} />`}
    ${without > 0 && html`<p class="soft small-text">${plural(without, "entry has", "entries have")} no place.</p>`}
  <//>`;
}

/** @param {{points: any[]}} props */
function Picked({ points }) {
  return html`<div class="map-card" role="status">
    <strong>${points.length > 1 ? plural(points.length, "entry", "entries") : points[0].name}</strong>
    <ul>${points.slice(0, NAMED).map((point) => html`<li key=${point.id}><a href=${`/collection/${point.id}`}>${point.name}</a> <span class="faint">${dayOf(point.observed_at)}${point.is_obscured ? t(", shown roughly") : ""}</span></li>`)}</ul>
    ${points.length > NAMED && html`<p class="faint small-text">and ${points.length - NAMED} more</p>`}
  </div>`;
}
