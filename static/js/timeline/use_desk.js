// @ts-check
/** What the timeline's page shows: as the address says, else as it was saved, else what one would most likely want. */

import { api } from "../lib/api.js";
import { useEffect, useState } from "../lib/html.js";
import { useResource, useSettled } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { readSpecs, specsText } from "./spec.js";

/** Waits so long after the last movement before the address says it. */
const ADDRESS_MS = 350;
/** Air around all data, as a share of them. */
const AIR = 0.06;
const HOUR = 3_600_000;

/** @param {Record<string, string>} query */
function whatToOpen(query) {
  if (query.saved) return `/timelines/${query.saved}`;
  if (query.project && !query.tracks) return "start";
  return query.project ? "given" : "";
}

/** @param {Record<string, string>} query @param {AbortSignal} signal */
async function open(query, signal) {
  if (query.saved) {
    const row = await api.get(`/timelines/${query.saved}`, { signal });
    const start = row.start_at ? Date.parse(row.start_at) : null;
    return { saved: row, project_id: row.project_id, site_id: row.site_id, tracks: row.tracks, start, end: row.end_at ? Date.parse(row.end_at) : null, step_s: row.step_s };
  }
  if (query.tracks) return { saved: null, project_id: query.project, site_id: query.site || null, tracks: [], start: null, end: null, step_s: null };
  return { saved: null, ...(await api.get("/timeline/start", { query: { project_id: query.project, site_id: query.site }, signal })) };
}

/** The desk: the place, its tracks, the span, and how to change them. */
export function useDesk() {
  const { query } = place.value;
  const wanted = whatToOpen(query);
  const base = useResource(wanted ? `${wanted}|${query.project || ""}|${query.site || ""}` : null, (signal) => open(query, signal));
  const given = query.from && query.to ? /** @type {import("./types.js").Span} */ ([Number(query.from), Number(query.to)]) : null;
  const [moved, setMoved] = useState(/** @type {import("./types.js").Span | null} */ (given));
  const settled = useSettled(moved ? moved.map(Math.round).join() : "", ADDRESS_MS);
  useEffect(() => {
    if (!settled) return;
    const [from, to] = settled.split(",");
    setQuery({ from, to });
  }, [settled]);
  useEffect(() => {
    if (!query.from && moved) setMoved(null);
    else if (given && moved?.map(Math.round).join() !== given.join() && settled !== given.join()) setMoved(given);
  }, [query.from, query.to]);
  const from = base.data;
  const specs = query.tracks ? readSpecs(query.tracks) : from?.tracks || [];
  const own = from?.start !== null && from?.end !== null && from ? /** @type {import("./types.js").Span} */ ([from.start, from.end]) : null;
  return {
    base,
    saved: from?.saved || null,
    where: from ? { project_id: from.project_id, site_id: query.site || from.site_id || undefined } : null,
    specs,
    span: moved || own,
    own,
    step: query.step ? Number(query.step) : moved ? null : from?.step_s ?? null,
    setSpan: setMoved,
    setSpecs: (next) => setQuery({ tracks: specsText(next), at: null }),
    showAll: () => { setMoved(null); setQuery({ from: null, to: null }); },
  };
}

/** How far one may pan: all data and what is shown, with a little air. @param {import("./types.js").View} view @param {import("./types.js").Span} span @returns {import("./types.js").Span} */
export function limitsOf(view, span) {
  const first = Math.min(view.first ?? span[0], span[0]);
  const last = Math.max(view.last ?? span[1], span[1]);
  const air = Math.max(HOUR, (last - first) * AIR);
  return [first - air, last + air];
}
