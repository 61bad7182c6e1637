// @ts-check
/** The sightings of what shows, counted in cells; asked for again when the map has moved out of them. */

import { api } from "../lib/api.js";
import { useCallback, useEffect, useRef, useState } from "../lib/html.js";
import { boundsOf, fitted, zoomOf } from "./mercator.js";

/** Asked for around the screen, in shares of it, so that small moves need no request. */
const MARGIN = 0.5;
const PAUSE_MS = 180;
const MOST_ZOOM = 18;

/** The filters of the address as the station takes them. Days are those of this browser. @param {Record<string, string>} query */
export function sightingFilters(query) {
  const day = (/** @type {string} */ text, /** @type {number} */ later) => {
    const [year, month, date] = text.split("-").map(Number);
    return new Date(year, month - 1, date + later).toISOString();
  };
  return {
    project_id: query.project_id, whose: query.whose, species_id: query.species_id, family: query.family,
    start: query.from ? day(query.from, 0) : undefined, stop: query.to ? day(query.to, 1) : undefined,
  };
}

/** @param {any[]} sites @param {any[]} cells @returns {import("./marks.js").Mark[]} */
export function marksOf(sites, cells) {
  return [
    ...cells.map((cell) => ({ longitude: cell.longitude, latitude: cell.latitude, n: cell.n, nRough: cell.n_rough, kind: /** @type {"sighting"} */ ("sighting"), label: `${cell.n}`, thing: cell })),
    ...sites.map((site) => ({ longitude: site.longitude, latitude: site.latitude, n: 1, kind: /** @type {"site"} */ ("site"), label: site.name, thing: site })),
  ];
}

/** The station takes a west that is greater than east as one across the 180th meridian. @param {number} longitude */
const wrapped = (longitude) => (Math.abs(longitude) <= 180 ? longitude : longitude - 360 * Math.round(longitude / 360));

/** @param {any} known @param {any} bounds @param {number} zoom */
const holds = (known, bounds, zoom) => known && known.zoom === zoom && (known.east - known.west >= 360 || (known.west <= bounds.west && known.east >= bounds.east)) && known.south <= bounds.south && known.north >= bounds.north;

/** @param {Record<string, any>} filters */
export function useCells(filters) {
  const key = JSON.stringify(filters);
  const [state, setState] = useState(/** @type {{cells: any[], world: any[], zoom: number, isReady: boolean, isCut: boolean, error: any}} */ ({ cells: [], world: [], zoom: 2, isReady: false, isCut: false, error: null }));
  const asked = useRef(/** @type {any} */ (null));
  const seen = useRef(/** @type {{view: any, size: any} | null} */ (null));
  const control = useRef(/** @type {AbortController | null} */ (null));
  const timer = useRef(0);
  const wanted = useRef(filters);
  wanted.current = filters;

  const ask = useCallback(async (/** @type {any} */ bounds, /** @type {number} */ zoom, isWorld = false) => {
    asked.current = { ...bounds, zoom };
    control.current?.abort();
    control.current = new AbortController();
    const { signal } = control.current;
    try {
      const found = wanted.current.layers ? await api.get("/map/cells", { query: { ...wanted.current, ...bounds, west: wrapped(bounds.west), east: wrapped(bounds.east), zoom }, signal }) : { results: [], is_cut: false };
      setState((before) => ({ cells: found.results, world: isWorld ? found.results : before.world, zoom, isReady: true, isCut: found.is_cut, error: null }));
    } catch (error) {
      if (signal.aborted) return;
      asked.current = null;
      setState((before) => ({ ...before, isReady: true, error }));
    }
  }, []);
  const look = useCallback(() => {
    if (!seen.current) return ask({ west: -180, south: -90, east: 180, north: 90 }, 4, true);
    const { view, size } = seen.current;
    const zoom = Math.max(0, Math.min(MOST_ZOOM, Math.round(zoomOf(view))));
    if (holds(asked.current, boundsOf(view, size), zoom)) return undefined;
    return ask(boundsOf(view, size, MARGIN), zoom);
  }, []);
  const see = useCallback((/** @type {any} */ view, /** @type {any} */ size) => {
    seen.current = { view, size };
    clearTimeout(timer.current);
    timer.current = setTimeout(look, PAUSE_MS);
  }, []);
  useEffect(() => {
    asked.current = null;
    look();
  }, [key]);
  useEffect(() => () => { clearTimeout(timer.current); control.current?.abort(); }, []);
  const size = () => seen.current?.size || { width: Math.max(320, innerWidth - 620), height: Math.max(300, innerHeight - 240) };
  return {
    ...state, see, size,
    reload: () => { asked.current = null; look(); },
    last: () => seen.current || { view: fitted([], size()), size: size() },
  };
}
