// @ts-check
/** Tiles at hand and on their way: a bounded cache, what is visible first, what has scrolled past cancelled. */

import { tileKey } from "./rungs.js";

/** @typedef {import("./types.js").Tile} Tile @typedef {import("./types.js").Rung} Rung */

/** Bytes kept; a tile is about 131 kB. */
const CAPACITY_BYTES = 96 * 1024 * 1024;

/** Requests under way at once: what a browser sends to one host over HTTP/1.1. */
const AT_ONCE = 6;

/** How long a sketch stands before the real tile is asked for again, and the first wait after a failure. */
const SKETCH_MS = 4000;
const RETRY_MS = 1500;

/** Grids remembered; a labelling session meets a recording after the other. */
const MOST_GRIDS = 256;

/**
 * @param {{source: import("./types.js").Source, capacity?: number, onArrive: (tile: Tile) => void, onEvict: (tile: Tile) => void,
 *   onFailure: (error: unknown) => void}} options
 */
export function createTileStore({ source, capacity = CAPACITY_BYTES, onArrive, onEvict, onFailure }) {
  /** Oldest use first. @type {Map<string, Tile>} */
  const tiles = new Map();
  /** @type {Map<string, AbortController>} */
  const underWay = new Map();
  /** Not to be asked for before. @type {Map<string, {at: number, tries: number}>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<import("./types.js").GridInfo>>} */
  const grids = new Map();
  /** @type {{rung: Rung, index: number, key: string}[]} */
  let wanted = [];
  /** Not shown yet, but soon. @type {{rung: Rung, index: number, key: string}[]} */
  let ahead = [];
  let bytes = 0;
  let timer = 0;
  let isClosed = false;

  /** @param {import("./types.js").GridWish} wish */
  function gridFor(wish) {
    const key = `${wish.file ?? ""}/${wish.channel}/${wish.n_fft}/${wish.hop}`;
    const known = grids.get(key);
    if (known) return known;
    const asked = source.grid(wish, new AbortController().signal);
    asked.catch(() => grids.delete(key));
    grids.set(key, asked);
    if (grids.size > MOST_GRIDS) grids.delete(/** @type {string} */ (grids.keys().next().value));
    return asked;
  }

  /** @param {Tile} tile */
  function keep(tile) {
    const old = tiles.get(tile.key);
    if (old) forget(old);
    tiles.set(tile.key, tile);
    bytes += tile.data.byteLength;
    for (const oldest of tiles.values()) {
      if (bytes <= capacity || oldest === tile) break;
      forget(oldest);
    }
  }

  /** @param {Tile} tile */
  function forget(tile) {
    tiles.delete(tile.key);
    bytes -= tile.data.byteLength;
    onEvict(tile);
  }

  /** @param {Rung} rung @param {number} index @param {AbortSignal} signal @returns {Promise<Tile>} */
  async function fetchTile(rung, index, signal) {
    const grid = await gridFor(rung.wish);
    signal.throwIfAborted();
    const { data, isFinal } = await source.tile(grid, rung.level, index, signal);
    const nColumns = Math.floor(data.byteLength / rung.nBins);
    return { key: tileKey(rung, index), rung, index, nColumns, nBins: rung.nBins, data, isFinal };
  }

  /** @param {{rung: Rung, index: number, key: string}} want */
  async function load({ rung, index, key }) {
    const control = new AbortController();
    underWay.set(key, control);
    try {
      const tile = await fetchTile(rung, index, control.signal);
      if (isClosed) return;
      if (tile.isFinal) waiting.delete(key);
      else waiting.set(key, { at: performance.now() + SKETCH_MS, tries: 0 });
      keep(tile);
      onArrive(tile);
    } catch (error) {
      if (control.signal.aborted || isClosed) return;
      const tries = (waiting.get(key)?.tries ?? 0) + 1;
      waiting.set(key, { at: performance.now() + RETRY_MS * 2 ** Math.min(tries, 5), tries });
      onFailure(error);
    } finally {
      if (underWay.get(key) === control) underWay.delete(key);
      if (!isClosed) pump();
    }
  }

  function pump() {
    const now = performance.now();
    let soonest = Infinity;
    for (const want of [...wanted, ...ahead]) {
      if (underWay.size >= AT_ONCE) break;
      const held = tiles.get(want.key);
      const hold = waiting.get(want.key);
      if ((held && held.isFinal) || underWay.has(want.key)) continue;
      if (hold && hold.at > now) soonest = Math.min(soonest, hold.at);
      else load(want);
    }
    clearTimeout(timer);
    if (soonest < Infinity) timer = setTimeout(pump, soonest - now + 5);
  }

  return {
    gridFor,
    /** @param {string} key @returns {Tile | undefined} */
    peek(key) {
      const tile = tiles.get(key);
      if (tile) {
        tiles.delete(key);
        tiles.set(key, tile);
      }
      return tile;
    },
    /** @param {string} rungKey */
    ofRung: (rungKey) => [...tiles.values()].filter((tile) => tile.rung.key === rungKey),
    /** What is wanted now, the most urgent first; anything else under way is cancelled. @param {{rung: Rung, index: number}[]} list */
    want(list) {
      wanted = list.map((want) => ({ ...want, key: tileKey(want.rung, want.index) }));
      const keys = new Set([...wanted, ...ahead].map((want) => want.key));
      for (const [key, control] of underWay) {
        if (keys.has(key)) continue;
        underWay.delete(key);
        control.abort();
      }
      pump();
    },
    /** What will be wanted soon: fetched when nothing that is wanted now waits. @param {{rung: Rung, index: number}[]} list */
    expect(list) {
      ahead = list.map((want) => ({ ...want, key: tileKey(want.rung, want.index) }));
      pump();
    },
    /** One tile for a measurement, from the cache or fetched at once. @param {Rung} rung @param {number} index @param {AbortSignal} signal */
    async fetchNow(rung, index, signal) {
      const held = tiles.get(tileKey(rung, index));
      if (held && held.isFinal) return held;
      const tile = await fetchTile(rung, index, signal);
      if (!isClosed) keep(tile);
      return tile;
    },
    /** Tiles that are wanted now or soon and are not here as they will stay. */
    nMissing: () => [...wanted, ...ahead].filter(({ key }) => !tiles.get(key)?.isFinal).length,
    stats: () => ({ tiles: tiles.size, bytes, underWay: underWay.size }),
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const control of underWay.values()) control.abort();
      for (const tile of tiles.values()) onEvict(tile);
      tiles.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createTileStore>} TileStore */
