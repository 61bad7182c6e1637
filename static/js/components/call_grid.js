// @ts-check
/** A grid of calls as pictures: move by keys or pointer, choose one, several or a run of them, hear one. */

import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { Icon } from "./icon.js";
import { Thumbnail } from "./thumbnail.js";

/**
 * @typedef {{id: number, title: string, face: any, foot?: any}} Tile `face` lies over the picture, `foot` below it
 */

/**
 * @param {{tiles: Tile[], label: string, selection: Set<number>, onSelection: (next: Set<number>) => void,
 *   actions?: (tile: Tile) => any, keys?: Record<string, [string, (tile: Tile) => void]>, topHz?: number | null}} props
 *   `keys` act on the tile the frame stands on
 */
export function CallGrid({ tiles, label, selection, onSelection, actions, keys = {}, topHz = null }) {
  const list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const [active, setActive] = useState(0);
  // Keys come faster than the page is drawn: each must see where the one before it went.
  const at = useRef(active);
  const anchor = useRef(0);
  at.current = Math.min(active, Math.max(0, tiles.length - 1));
  const faces = () => /** @type {HTMLElement[]} */ ([...(list.current?.querySelectorAll(".tile-face") || [])]);
  const goTo = (index) => {
    at.current = Math.max(0, Math.min(tiles.length - 1, index));
    setActive(at.current);
    const face = faces()[at.current];
    face?.focus({ preventScroll: true });
    face?.scrollIntoView({ block: "nearest" });
  };
  const select = (index) => {
    anchor.current = index;
    onSelection(toggled(selection, tiles[index].id));
  };
  const selectRun = (index) => {
    const [first, last] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
    onSelection(new Set([...selection, ...tiles.slice(first, last + 1).map(({ id }) => id)]));
  };
  const onClick = (event, index) => {
    at.current = index;
    setActive(index);
    if (event.shiftKey) selectRun(index);
    else select(index);
  };
  const perRow = () => columnsOf(faces());
  const own = Object.fromEntries(Object.entries(keys).map(([key, [what, run]]) => [key, [what, () => tiles[at.current] && run(tiles[at.current])]]));
  useKeys("In the grid", /** @type {any} */ (tiles.length ? {
    ArrowRight: ["Next call", () => goTo(at.current + 1)],
    ArrowLeft: ["Previous call", () => goTo(at.current - 1)],
    ArrowDown: ["Call below", () => goTo(at.current + perRow())],
    ArrowUp: ["Call above", () => goTo(at.current - perRow())],
    x: ["Choose the call, or not", () => select(at.current)],
    X: ["Choose all up to here", () => selectRun(at.current)],
    ...own,
  } : {}), [tiles.length, Object.keys(keys).join()]);
  useEffect(() => {
    if (active >= tiles.length) setActive(Math.max(0, tiles.length - 1));
  }, [tiles.length]);
  return html`<ul class="call-grid" aria-label=${label} ref=${list}>
    ${tiles.map((tile, index) => html`<li class="tile" key=${tile.id} data-segment=${tile.id} data-active=${index === at.current ? "" : undefined}>
      <button type="button" class="tile-face" aria-pressed=${selection.has(tile.id) ? "true" : "false"} aria-label=${tile.title} tabindex=${index === at.current ? 0 : -1}
        onClick=${(event) => onClick(event, index)} onFocus=${() => setActive(index)}>
        <${Thumbnail} segmentId=${tile.id} width=${128} height=${80} label=${tile.title} topHz=${topHz} />
        <span class="tile-over">${tile.face}</span>
        ${selection.has(tile.id) && html`<span class="tile-mark"><${Icon} name="check" /></span>`}
      </button>
      ${actions && html`<span class="tile-actions">${actions(tile)}</span>`}
      ${tile.foot && html`<span class="tile-foot">${tile.foot}</span>`}
    </li>`)}
  </ul>`;
}

/** @param {Set<number>} set @param {number} id */
function toggled(set, id) {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Tiles in one row of the grid as laid out now. @param {HTMLElement[]} faces */
function columnsOf(faces) {
  if (!faces.length) return 1;
  const top = faces[0].getBoundingClientRect().top;
  const below = faces.findIndex((face) => face.getBoundingClientRect().top > top + 4);
  return below < 0 ? faces.length : below;
}
