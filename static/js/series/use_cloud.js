// @ts-check
/** What is compared with what, and how: kept in the address, computed by the station. */

import { useMemo } from "../lib/html.js";
import { useResource, useSettled } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { compute } from "./compute.js";

/** @param {any[]} datasets */
export function useCloud(datasets) {
  const { query } = place.value;
  const x = sideOf(datasets, query.x, query.xc, 0);
  const y = sideOf(datasets, query.y, query.yc, query.y && query.y !== x.version.id ? 0 : 1);
  const body = {
    x: { version_id: x.version.id, column: x.column.name },
    y: { version_id: y.version.id, column: y.column.name },
    pair_within_s: Number(query.within) || 0,
    kind: query.kind || "linear",
    degree: Number(query.degree) || 2,
    n_breaks: Number(query.breaks) || 1,
    span: Number(query.span) || 0.3,
    tolerance_kind: query.tolkind || "constant",
    // 0 is a tolerance, an empty field is none.
    tolerance: query.tol === undefined || query.tol === "" ? null : Number(query.tol),
  };
  const key = JSON.stringify(body);
  const settled = useSettled(key, 200);
  const cloud = useResource(settled, (signal) => compute("/series-clouds", JSON.parse(settled), signal));
  const set = useMemo(() => (patch) => setQuery(patch), []);
  return { x, y, body, cloud, isBusy: settled !== key || cloud.loading, set, isSame: x.version.id === y.version.id };
}

/** @param {any[]} datasets @param {string | undefined} id @param {string | undefined} number @param {number} at */
function sideOf(datasets, id, number, at) {
  const dataset = datasets.find((row) => row.current.id === id) || (id ? null : datasets.find((row) => row.current.columns.length > 1)) || datasets[0];
  const { columns } = dataset.current;
  const index = Math.min(columns.length - 1, number === undefined ? at : Number(number) || 0);
  return { dataset, version: dataset.current, column: columns[index], index };
}
