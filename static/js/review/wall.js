// @ts-check
/** A wall of small pictures, thousands of them: only those near the window are drawn. */

import { Icon } from "../components/icon.js";
import { Thumbnail } from "../components/thumbnail.js";
import { percent, plural } from "../lib/format.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Narrowest picture, its caption, and the space between two, in CSS pixels. */
const LEAST_PX = 100;
const CAPTION_PX = 20;
const GAP_PX = 6;
/** Rows drawn above and below the window. */
const EXTRA_ROWS = 3;
/** Rows before the end at which more are fetched. */
const AHEAD_ROWS = 12;

/**
 * @typedef {{task_id: number, segment_id: number, predicted: string | null, probability: number | null,
 *   label: string | null, state: string, is_flagged: boolean}} Shot
 * @typedef {ReturnType<typeof layoutFor>} Layout
 */

/** @param {number} width @param {number} n */
export function layoutFor(width, n) {
  const columns = Math.max(2, Math.floor((width + GAP_PX) / (LEAST_PX + GAP_PX)));
  const tile = (width - GAP_PX * (columns - 1)) / columns;
  const row = Math.round((tile * 2) / 3) + CAPTION_PX + GAP_PX;
  return { columns, tile, row, height: Math.ceil(n / columns) * row };
}

/**
 * @param {{shots: Shot[], count: number, more: () => void, marked: Set<number>, active: number, label: string,
 *   onPaint: (from: number, to: number, isMarked: boolean, isNew: boolean) => void, onActive: (index: number) => void,
 *   onLayout: (columns: number) => void, onOpen: (shot: Shot) => void}} props
 */
export function Wall({ shots, count: total, more, marked, active, label, onPaint, onActive, onLayout, onOpen }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({ width: 0, height: 600, top: 0 });
  const layout = layoutFor(view.width || LEAST_PX * 3, shots.length);
  const first = Math.max(0, Math.floor(view.top / layout.row) - EXTRA_ROWS);
  const last = Math.ceil((view.top + view.height) / layout.row) + EXTRA_ROWS;
  useMeasure(box, setView);
  useEffect(() => onLayout(layout.columns), [layout.columns]);
  useEffect(() => {
    if (shots.length < total && (last + AHEAD_ROWS) * layout.columns > shots.length) more();
  }, [last, layout.columns, shots.length, total]);
  useLayoutEffect(() => keepInView(box.current, Math.floor(active / layout.columns) * layout.row, layout.row), [active, layout.columns]);
  const painting = usePainting(marked, shots, onPaint, onActive);
  const shown = view.width ? shots.slice(first * layout.columns, last * layout.columns) : [];
  const activeId = shots[active] ? `shot-${shots[active].task_id}` : undefined;
  return html`<div class="wall" ref=${box} role="listbox" tabindex="0" aria-label=${label} aria-multiselectable="true" aria-activedescendant=${activeId} ...${painting}>
    <div class="wall-sheet" role="presentation" style=${{ height: `${layout.height}px` }}>
      ${shown.map((shot, i) => {
        const index = first * layout.columns + i;
        const [x, y] = [(index % layout.columns) * (layout.tile + GAP_PX), Math.floor(index / layout.columns) * layout.row];
        return html`<${Tile} key=${shot.task_id} shot=${shot} index=${index} total=${total} isMarked=${marked.has(shot.task_id)} isActive=${index === active}
          place=${`translate(${x}px, ${y}px)`} width=${layout.tile} height=${layout.row - GAP_PX} onOpen=${onOpen} />`;
      })}
    </div>
  </div>`;
}

/** @param {any} props */
function Tile({ shot, index, total, isMarked, isActive, place, width, height, onOpen }) {
  const what = shot.state === "rejected" ? t("no call") : shot.label || shot.predicted || t("no guess");
  const sure = shot.probability === null ? "" : percent(shot.probability, 0);
  const said = t`Call ${shot.segment_id}: ${what}${sure && ` ${sure}`}${isMarked ? t(", marked") : ""}`;
  const classes = ["shot", isActive && "active", isMarked && "marked", shot.label && "said"].filter(Boolean).join(" ");
  return html`<div class=${classes} id=${`shot-${shot.task_id}`} role="option" aria-selected=${isMarked ? "true" : "false"} aria-label=${said} aria-setsize=${total} aria-posinset=${index + 1}
    data-index=${index} style=${{ transform: place, width: `${width}px`, height: `${height}px` }} onDblClick=${() => onOpen(shot)}>
    <${Thumbnail} segmentId=${shot.segment_id} width=${96} height=${64} label="" />
    ${isMarked && html`<span class="shot-mark"><${Icon} name="x" /></span>`}
    <span class="shot-foot"><span class="clip">${shot.label || shot.state === "rejected" ? what : ""}</span>${shot.is_flagged && html`<${Icon} name="flag" />`}<span class="mono push">${sure}</span></span>
  </div>`;
}

/** How large the window onto the wall is, and how far it is scrolled. */
function useMeasure(box, setView) {
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return undefined;
    const measure = () => {
      const style = getComputedStyle(node);
      const width = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      setView((before) => (before.width === width && before.height === node.clientHeight && before.top === node.scrollTop ? before : { width, height: node.clientHeight, top: node.scrollTop }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    node.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", measure);
    };
  }, []);
}

/** Marks what a mouse or pen is drawn over; a finger scrolls, and marks by a tap. */
function usePainting(marked, shots, onPaint, onActive) {
  const stroke = useRef(/** @type {{from: number, to: number, isMarked: boolean} | null} */ (null));
  const anchor = useRef(0);
  const indexAt = (event) => {
    const tile = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".shot");
    return tile instanceof HTMLElement ? Number(tile.dataset.index) : -1;
  };
  const begin = (event, index) => {
    const isMarked = !marked.has(shots[index].task_id);
    const from = event.shiftKey ? anchor.current : index;
    stroke.current = { from, to: index, isMarked: event.shiftKey ? true : isMarked };
    if (!event.shiftKey) anchor.current = index;
    onActive(index);
    onPaint(from, index, stroke.current.isMarked, true);
  };
  return {
    onPointerDown: (event) => {
      const index = indexAt(event);
      if (index < 0 || event.button !== 0 || event.pointerType === "touch" || event.detail > 1) return;
      begin(event, index);
    },
    onPointerMove: (event) => {
      const index = stroke.current && event.buttons & 1 ? indexAt(event) : -1;
      if (index < 0 || !stroke.current || index === stroke.current.to) return;
      stroke.current.to = index;
      onPaint(stroke.current.from, index, stroke.current.isMarked, false);
    },
    onPointerUp: () => { stroke.current = null; },
    onClick: (event) => {
      const index = event.pointerType === "touch" ? indexAt(event) : -1;
      if (index >= 0) begin(event, index);
      stroke.current = null;
    },
  };
}

/** @param {HTMLElement | null} node @param {number} top @param {number} height */
function keepInView(node, top, height) {
  if (!node) return;
  if (top < node.scrollTop) node.scrollTop = top;
  else if (top + height > node.scrollTop + node.clientHeight) node.scrollTop = top + height - node.clientHeight + GAP_PX;
}

/** @param {number} n */
export const calls = (n) => plural(n, "call");
