// @ts-check
/** Tiles of a drawn tree: asked for as the window moves, kept, and joined into the nodes a window shows. */

import { api } from "../lib/api.js";
import { t } from "../lib/words.js";

/**
 * @typedef {{id: number, parent: number, depth: number, name: string, x: number, y: number, px: number, py: number, across: number,
 *   first: number, last: number, open: boolean, n: number, own: number, friends: number, total: number}} TreeNode
 */

/** Tiles kept; the one unused longest goes first. */
const KEPT = 400;
/** Requests under way at the same time. */
const AT_ONCE = 6;

/** @param {any} tile columns of the server @returns {TreeNode[]} */
function nodesOf(tile) {
  return tile.node.map((id, i) => ({
    id, parent: tile.parent[i], depth: tile.depth[i], name: tile.depth[i] ? tile.name[i] : t("Life§tree"), x: tile.x[i], y: tile.y[i], px: tile.parent_x[i], py: tile.parent_y[i],
    across: tile.across[i], first: tile.first[i], last: tile.last[i], open: tile.is_open[i], n: tile.n_species[i], own: tile.own[i], friends: tile.friends[i], total: tile.total[i],
  }));
}

/**
 * @param {Record<string, any>} query whose tree and which layout @param {() => void} onArrival
 * @param {(state: string) => void} onOther called when the station has another tree by now
 */
export function tileStore(query, onArrival, onOther) {
  /** @type {Map<string, TreeNode[] | null>} */
  const tiles = new Map();
  /** @type {{key: string, z: number, x: number, y: number}[]} */
  let wanted = [];
  let underWay = 0;
  let state = "";
  let isOver = false;

  async function next() {
    const one = wanted.shift();
    if (!one || underWay >= AT_ONCE) { if (one) wanted.unshift(one); return; }
    underWay += 1;
    tiles.set(one.key, null);
    try {
      const tile = await api.get("/tree/tiles", { query: { ...query, z: one.z, x: one.x, y: one.y } });
      if (isOver) return;
      if (state && tile.state !== state) onOther(tile.state);
      state = tile.state;
      tiles.set(one.key, nodesOf(tile));
      for (const key of tiles.keys()) { if (tiles.size <= KEPT) break; tiles.delete(key); }
      onArrival();
    } catch {
      tiles.delete(one.key);
    } finally {
      underWay -= 1;
      next();
    }
  }

  return {
    /**
     * The nodes of a window at a zoom; where tiles are missing yet, those of coarser ones. Asks for what is missing.
     * @param {number} z @param {{left: number, top: number, right: number, bottom: number}} box world units @param {number} tilePx @param {number} minZoom
     * @returns {Map<number, TreeNode>}
     */
    nodes(z, box, tilePx, minZoom) {
      /** @type {Map<number, TreeNode>} */
      const found = new Map();
      const side = tilePx / 2 ** z;
      /** @type {typeof wanted} */
      const missing = [];
      for (let x = Math.floor(box.left / side); x <= Math.floor(box.right / side); x += 1) {
        for (let y = Math.floor(box.top / side); y <= Math.floor(box.bottom / side); y += 1) {
          const key = `${z}/${x}/${y}`;
          const here = tiles.get(key);
          if (here === undefined) missing.push({ key, z, x, y });
          for (const node of here || coarser(z, x, y, minZoom)) found.set(node.id, node);
        }
      }
      wanted = missing;
      for (let i = 0; i < AT_ONCE; i += 1) next();
      return found;
    },
    stop() { isOver = true; wanted = []; },
  };

  /** @param {number} z @param {number} x @param {number} y @param {number} minZoom @returns {TreeNode[]} */
  function coarser(z, x, y, minZoom) {
    for (let up = 1; z - up >= minZoom && up <= 8; up += 1) {
      const found = tiles.get(`${z - up}/${Math.floor(x / 2 ** up)}/${Math.floor(y / 2 ** up)}`);
      if (found) return found;
    }
    return [];
  }
}
