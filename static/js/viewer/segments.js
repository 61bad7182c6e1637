// @ts-check
/** Segments in order of onset, found by binary search: a frame costs what it shows, not what there is. */

/** @typedef {import("./types.js").Segment} Segment */

export function createSegments() {
  /** @type {Segment[]} */
  let sorted = [];
  /** @type {Map<string, Segment>} */
  let byId = new Map();
  let longest = 0;
  let revision = 0;

  /** First place whose onset is at or after `t`. @param {number} t */
  function placeOf(t) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].onset_s < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {Segment} segment */
  function insert(segment) {
    byId.set(segment.id, segment);
    sorted.splice(placeOf(segment.onset_s), 0, segment);
    longest = Math.max(longest, segment.offset_s - segment.onset_s);
    revision += 1;
  }

  /** @param {string} id */
  function remove(id) {
    const segment = byId.get(id);
    if (!segment) return;
    byId.delete(id);
    let at = placeOf(segment.onset_s);
    while (sorted[at] !== segment) at += 1;
    sorted.splice(at, 1);
    revision += 1;
  }

  return {
    insert,
    remove,
    placeOf,
    /** @param {Segment[]} list */
    replaceAll(list) {
      sorted = list.map((segment) => ({ ...segment, id: String(segment.id) }));
      sorted.sort((a, b) => a.onset_s - b.onset_s);
      byId = new Map(sorted.map((segment) => [segment.id, segment]));
      longest = sorted.reduce((most, { onset_s, offset_s }) => Math.max(most, offset_s - onset_s), 0);
      revision += 1;
    },
    /** @param {string} id @param {Partial<Segment>} changes */
    update(id, changes) {
      const segment = byId.get(id);
      if (!segment) return;
      remove(id);
      insert({ ...segment, ...changes, id: changes.id ?? id });
    },
    /** @param {string} id */
    get: (id) => byId.get(id),
    /** @param {number} place */
    at: (place) => sorted[place],
    size: () => sorted.length,
    all: () => sorted,
    revision: () => revision,
    /** How many begin within [t0, t1). @param {number} t0 @param {number} t1 */
    countWithin: (t0, t1) => placeOf(t1) - placeOf(t0),
    /** Those that touch a stretch of time. @param {number} t0 @param {number} t1 @returns {Segment[]} */
    within(t0, t1) {
      const found = [];
      for (let at = placeOf(t0 - longest); at < sorted.length && sorted[at].onset_s <= t1; at += 1) {
        if (sorted[at].offset_s >= t0) found.push(sorted[at]);
      }
      return found;
    },
    /** The one before, in order of onset. @param {Segment} segment */
    before(segment) {
      const at = placeOf(segment.onset_s);
      return at > 0 ? sorted[at - 1] : undefined;
    },
    /** The next detection in a direction, from a segment or a time. @param {number} t @param {string | null} id @param {1 | -1} direction */
    step(t, id, direction) {
      const held = id === null ? undefined : byId.get(id);
      let at = placeOf(held ? held.onset_s : t);
      if (held) {
        while (sorted[at] !== held) at += 1;
        return sorted[at + direction];
      }
      return direction > 0 ? sorted[at] : sorted[at - 1];
    },
  };
}

/** @typedef {ReturnType<typeof createSegments>} Segments */
