// @ts-check
/** A dataset with its versions, kept up to date, and which of them, which columns and which stretch one looks at. */

import { useEffect, useMemo, useState } from "../lib/html.js";
import { follow } from "../lib/jobs.js";
import { onAnyEvent } from "../lib/live.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { zoneOf } from "./facts.js";

/** Columns drawn at first. */
const DRAWN_FIRST = 4;

/** @param {string} id */
export function useDataset(id) {
  const one = useGet(`/datasets/${id}`);
  const all = useGet(`/datasets/${id}/versions`);
  const reload = () => { one.reload(); all.reload(); };
  useEffect(() => onAnyEvent((event, payload) => event === "dataset.changed" && payload.id === id && !payload.is_deleted && reload()), [id]);
  const versions = all.data?.results || null;
  const waiting = (versions || []).filter(({ state }) => state === "waiting").map(({ job_id }) => job_id).join();
  useEffect(() => {
    for (const job of waiting.split(",").filter(Boolean)) follow(job, undefined, reload);
  }, [waiting]);
  const { query } = place.value;
  const dataset = one.data;
  const current = versions?.find((version) => version.id === dataset?.current_version_id) || versions?.at(-1) || null;
  const version = versions?.find(({ number }) => String(number) === query.v) || current;
  return { id, dataset, versions, version, current, error: one.error || all.error, reload, zone: zoneOf(dataset) };
}

/** Which columns are drawn: as the address says, else the first few. @param {any} version @returns {number[]} */
export function useColumns(version) {
  const { cols } = place.value.query;
  const n = version.columns.length;
  return useMemo(() => {
    const wanted = cols === undefined ? Array.from({ length: Math.min(n, DRAWN_FIRST) }, (_, i) => i) : cols.split(".").filter(Boolean).map(Number);
    return wanted.filter((at) => at < n);
  }, [cols, n, version.id]);
}

/** @param {any} version @returns {import("./types.js").View} */
export function extentOf(version) {
  const from = Date.parse(version.start_at);
  const to = Date.parse(version.end_at);
  return to > from ? [from, to] : [from - 1000, from + 1000];
}

/** The stretch one looks at, kept in the address a moment after it came to rest. @param {import("./types.js").View} extent */
export function useView(extent) {
  const { from, to } = place.value.query;
  const [view, setView] = useState(/** @type {import("./types.js").View} */ (from && to ? [Number(from), Number(to)] : extent));
  useEffect(() => {
    const isAll = view[0] <= extent[0] && view[1] >= extent[1];
    const timer = setTimeout(() => setQuery(isAll ? { from: null, to: null } : { from: Math.round(view[0]), to: Math.round(view[1]) }), 350);
    return () => clearTimeout(timer);
  }, [view[0], view[1]]);
  return { view, setView };
}
