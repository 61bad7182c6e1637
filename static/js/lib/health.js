// @ts-check
/** The station's status document, read in one place. */

/** @param {any} data */
export function isWell(data) {
  if (typeof data.ok === "boolean") return data.ok;
  if (data.status) return ["ok", "ready", "healthy", "up"].includes(data.status);
  return partsOf(data).every(({ ok }) => ok);
}

/** @param {any} data @returns {{name: string, ok: boolean, ms?: number, detail?: string}[]} */
export function partsOf(data) {
  const parts = data.parts || data.checks || {};
  const rows = Array.isArray(parts) ? parts : Object.entries(parts).map(([name, part]) => ({ name, .../** @type {any} */ (part) }));
  return rows.map((part) => ({ name: part.name, ok: part.ok ?? ["ok", "up"].includes(part.state || part.status), ms: part.ms ?? part.response_ms, detail: part.detail || "" }));
}

/** @param {any} data */
export function diskOf(data) {
  const disk = data.disk || {};
  return { total: disk.total_bytes ?? disk.total ?? 0, free: disk.free_bytes ?? disk.free ?? 0 };
}

/** @param {any} data @returns {number | null} */
export function workersOf(data) {
  const { workers } = data;
  if (Array.isArray(workers)) return workers.length;
  return workers?.alive ?? workers?.n_alive ?? data.n_workers ?? (typeof workers === "number" ? workers : null);
}

/** @param {any} data @returns {[string, number][]} */
export function queuesOf(data) {
  return Object.entries(data.queues || {}).map(([name, n]) => [name, typeof n === "number" ? n : n.queued ?? n.length ?? n.n_queued ?? 0]);
}
