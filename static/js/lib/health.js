// @ts-check
/** The station's status document: what the pages read out of it. */

/** The fullest disk decides. @param {any} data @returns {{name: string, total: number, free: number}} */
export function diskOf(data) {
  const [fullest] = [...(data.disks || [])].sort((a, b) => b.used_percent - a.used_percent);
  return { name: fullest?.name || "", total: fullest?.total_bytes || 0, free: fullest?.free_bytes || 0 };
}

/** @param {any} data @returns {number} workers that gave a sign of life */
export const workersOf = (data) => (data.workers || []).length;

/** @param {any} data @returns {{name: string, queued: number, running: number}[]} */
export const queuesOf = (data) => data.queues || [];
