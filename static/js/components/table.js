// @ts-check
/** The data table: draws the rows in view, fetches more near the end, sorts, selects, moves by key. */

import { count } from "../lib/format.js";
import { html, useCallback, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { navigate } from "../lib/router.js";
import { t, wordFor } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Failure, Skeleton } from "./states.js";

/**
 * @typedef {{id: string, label: string, cell: (row: any) => any, width: number, grow?: number, number?: boolean,
 *   sort?: string, rank?: number, fixed?: boolean, about?: string, under?: true | ((row: any) => any)}} Column  `rank`: 0 is
 *   never dropped; higher goes first when space is short. `under`: dropped, it stands below the row's first cell, as its
 *   cell or in words that need no heading. `about` stands for a label that is not shown
 */

const ROW_PX = 32;
const ROW_NARROW_PX = 40;
const ROW_TWO_LINES_PX = 60;
const NARROW_PX = 600;
const GAP_PX = 16;
const EXTRA_ROWS = 8;

/**
 * @param {{label: string, columns: Column[], list: any, rowHref?: (row: any) => string, onOpen?: (row: any) => void,
 *   ordering?: string, onOrdering?: (ordering: string) => void, selection?: Set<any>, onSelection?: (next: Set<any>) => void,
 *   empty: any, foot?: any, activeId?: any, noun?: [string, string]}} props
 */
export function DataTable(props) {
  const { label, columns, list, selection, onSelection, empty, foot, noun = ["row", "rows"] } = props;
  const [box, setBox] = useState({ width: 800, height: 400, top: 0 });
  const [active, setActive] = useState(-1);
  const grid = useRef(/** @type {HTMLDivElement | null} */ (null));
  const shown = useMemo(() => fitColumns(columns, box.width, Boolean(onSelection)), [columns, box.width, Boolean(onSelection)]);
  const under = useMemo(() => (box.width < NARROW_PX ? columns.filter((column) => column.under && !shown.includes(column)) : []), [columns, shown]);
  const rowPx = under.length ? ROW_TWO_LINES_PX : box.width < NARROW_PX ? ROW_NARROW_PX : ROW_PX;
  const template = useMemo(() => gridTemplate(shown, Boolean(onSelection)), [shown, Boolean(onSelection)]);
  const attach = useMeasure(grid, setBox);
  useRowKeys({ ...props, active, setActive, grid, rowPx });
  useEffect(() => {
    const at = props.activeId === undefined ? -1 : list.rows.findIndex((row) => row.id === props.activeId);
    if (at >= 0) {
      setActive(at);
      keepInView(grid.current, at, rowPx);
    }
  }, [props.activeId, list.rows]);

  const first = Math.max(0, Math.floor(box.top / rowPx) - EXTRA_ROWS);
  const last = Math.min(list.rows.length, Math.ceil((box.top + box.height) / rowPx) + EXTRA_ROWS);
  useEffect(() => {
    if (list.hasMore && last > list.rows.length - 30) list.more();
  }, [last, list.rows.length, list.hasMore]);
  const head = useMemo(() => html`<${Head} ...${{ ...props, shown, template }} />`, [props, template]);
  const rowAt = useDrawnRows({ props, shown, under, template, rowPx, active, setActive });

  if (list.error && !list.rows.length) return html`<${Failure} error=${list.error} retry=${list.reload} />`;
  if (!list.loading && !list.rows.length) return empty;
  return html`<div class="data">
    <div class="data-grid" ref=${attach} role="grid" aria-label=${label} aria-rowcount=${list.count + 1} aria-multiselectable=${onSelection ? "true" : undefined}
        tabindex="0" onScroll=${(event) => setBox(scrolledTo(event.currentTarget.scrollTop, rowPx))}
        aria-activedescendant=${active >= first && active < last ? `row-${active}` : undefined}>
      ${head}
      <div role="rowgroup" class="data-body" style=${{ height: `${(list.loading ? 8 : list.rows.length) * rowPx}px`, minWidth: `${widthOf(shown, Boolean(onSelection))}px` }}>
        ${list.loading
          ? html`<${LoadingRows} ...${{ shown, template, rowPx, picks: Boolean(onSelection) }} />`
          : list.rows.slice(first, last).map((row, i) => rowAt(row, first + i))}
      </div>
    </div>
    <div class="data-foot">
      <span>${list.loading ? t("Loading") : countText(list, noun)}${selection?.size ? t` · ${count(selection.size)} selected` : ""}</span>
      <span class="row">${foot}</span>
    </div>
  </div>`;
}

/** The box at another place of the list; the same one while the rows in view are the same. @param {number} scrollTop @param {number} rowPx */
function scrolledTo(scrollTop, rowPx) {
  const top = Math.floor(scrollTop / rowPx) * rowPx;
  return (/** @type {any} */ box) => (box.top === top ? box : { ...box, top });
}

/**
 * Draws a row, or hands out what was drawn for it before: what is the very same is left alone when the list is scrolled,
 * so that a step costs the rows that came into view and no others.
 * @param {{props: any, shown: Column[], under: Column[], template: string, rowPx: number, active: number, setActive: (at: number) => void}} facts
 */
function useDrawnRows({ props, shown, under, template, rowPx, active, setActive }) {
  const before = useRef(/** @type {{of: any[], rows: Map<number, any>}} */ ({ of: [], rows: new Map() }));
  const of = [props, shown, under, template, rowPx];
  const known = of.every((value, i) => value === before.current.of[i]) ? before.current.rows : new Map();
  const rows = new Map();
  before.current = { of, rows };
  return (/** @type {any} */ row, /** @type {number} */ index) => {
    const isActive = active === index;
    const drawn = known.get(index);
    const vnode = drawn?.row === row && drawn.isActive === isActive ? drawn.vnode : html`<${Row} key=${row.id ?? index}
      ...${{ ...props, row, index, shown, under, template, rowPx, isActive, isSelected: props.selection?.has(row.id), setActive }} />`;
    rows.set(index, { row, isActive, vnode });
    return vnode;
  };
}

/** @param {any} list @param {[string, string]} noun */
function countText(list, noun) {
  return `${count(list.count)} ${wordFor(list.count, noun[0], noun[1])}`;
}

/** @param {any} props */
function Head({ shown, template, ordering, onOrdering, list, selection, onSelection }) {
  const all = list.rows.length > 0 && list.rows.every((row) => selection?.has(row.id));
  const toggleAll = () => onSelection(all ? new Set() : new Set(list.rows.map((row) => row.id)));
  return html`<div role="rowgroup" style=${{ position: "sticky", top: 0, zIndex: 3 }}><div class="data-head" role="row" style=${{ gridTemplateColumns: template }}>
    ${onSelection && html`<div class="data-cell" role="columnheader"><label class="pick"><span class="sr-only">Select all loaded rows</span>
      <input type="checkbox" checked=${all} onChange=${toggleAll} /></label></div>`}
    ${shown.map((column) => html`<${HeadCell} key=${column.id} ...${{ column, ordering, onOrdering }} />`)}
  </div></div>`;
}

/** @param {any} props */
function HeadCell({ column, ordering = "", onOrdering }) {
  const classes = column.number ? "data-headcell data-cell number" : "data-headcell data-cell";
  if (!column.sort || !onOrdering) return html`<div class=${classes} role="columnheader">${t(column.label) || html`<span class="sr-only">${t(column.about || column.id)}</span>`}</div>`;
  const down = ordering === `-${column.sort}`;
  const up = ordering === column.sort;
  const sorted = up ? "ascending" : down ? "descending" : "none";
  return html`<div class=${classes} role="columnheader" aria-sort=${sorted}>
    <button type="button" onClick=${() => onOrdering(up ? `-${column.sort}` : column.sort)}>
      <span class="clip">${t(column.label)}</span>${(up || down) && html`<${Icon} name=${up ? "arrow-up" : "arrow-down"} />`}
    </button>
  </div>`;
}

/** @param {any} props */
function Row({ row, index, shown, under, template, rowPx, isActive, isSelected, setActive, selection, onSelection, onOpen }) {
  const classes = ["data-row", isActive && "is-active", isSelected && "is-selected"].filter(Boolean).join(" ");
  const toggle = () => onSelection(toggled(selection, row.id));
  const open = (event) => {
    setActive(index);
    if (!event.target.closest("a, button, input, label") && onOpen) onOpen(row);
  };
  return html`<div class=${classes} role="row" id=${`row-${index}`} aria-rowindex=${index + 2} aria-selected=${onSelection ? String(Boolean(isSelected)) : undefined}
      style=${{ top: `${index * rowPx}px`, height: `${rowPx}px`, gridTemplateColumns: template }} onClick=${open}>
    ${onSelection && html`<div class="data-cell" role="gridcell"><label class="pick"><span class="sr-only">Select row ${index + 1}</span>
      <input type="checkbox" checked=${Boolean(isSelected)} onChange=${toggle} /></label></div>`}
    ${shown.map((column, i) => html`<div key=${column.id} class=${column.number ? "data-cell number" : "data-cell"} role="gridcell">${i === 0 && under.length
      ? html`<div class="data-lines"><div class="data-cell">${column.cell(row)}</div><div class="data-under">${under.map((one) => html`<span key=${one.id}>${typeof one.under === "function" ? one.under(row) : one.cell(row)}</span>`)}</div></div>`
      : column.cell(row)}</div>`)}
  </div>`;
}

/** @param {any} props */
function LoadingRows({ shown, template, rowPx, picks }) {
  return Array.from({ length: 8 }, (_, i) => html`<div class="data-row" key=${i} aria-hidden="true" style=${{ top: `${i * rowPx}px`, gridTemplateColumns: template }}>
    ${picks && html`<span></span>`}
    ${shown.map((column) => html`<${Skeleton} key=${column.id} width=${`${45 + ((i * 17 + column.width) % 45)}%`} />`)}
  </div>`);
}

/** @param {Set<any>} selection @param {any} id */
function toggled(selection, id) {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Drops the least important columns until the rest fits. @param {Column[]} columns @param {number} width @param {boolean} picks */
function fitColumns(columns, width, picks) {
  let kept = columns;
  while (widthOf(kept, picks) > width && kept.some(({ rank = 1 }) => rank > 0)) {
    const worst = Math.max(...kept.map(({ rank = 1 }) => rank));
    const at = kept.findLastIndex(({ rank = 1 }) => rank === worst);
    kept = kept.filter((_, i) => i !== at);
  }
  return kept;
}

/** What the columns need at least. @param {Column[]} columns @param {boolean} picks */
function widthOf(columns, picks) {
  return columns.reduce((sum, column) => sum + column.width + GAP_PX, (picks ? 36 : 0) + 2 * GAP_PX);
}

/** @param {Column[]} shown @param {boolean} picks */
function gridTemplate(shown, picks) {
  const tracks = shown.map(({ width, grow }) => `minmax(${width}px, ${grow ? `${grow}fr` : `${width}px`})`);
  return (picks ? "24px " : "") + tracks.join(" ");
}

/** A ref that keeps the size of whatever grid is on the page now. @param {any} grid @param {(change: (box: any) => any) => void} setBox */
function useMeasure(grid, setBox) {
  const observer = useRef(/** @type {ResizeObserver | null} */ (null));
  return useCallback((/** @type {HTMLDivElement | null} */ node) => {
    observer.current?.disconnect();
    grid.current = node;
    if (!node) return;
    const measure = () => setBox((box) => ({ ...box, width: node.clientWidth, height: node.clientHeight }));
    observer.current = new ResizeObserver(measure);
    observer.current.observe(node);
    measure();
  }, []);
}

/** @param {HTMLElement | null} node @param {number} index @param {number} rowPx */
function keepInView(node, index, rowPx) {
  if (!node) return;
  const top = index * rowPx;
  if (top < node.scrollTop) node.scrollTop = top;
  if (top + rowPx * 2 + 4 > node.scrollTop + node.clientHeight) node.scrollTop = top + rowPx * 2 + 4 - node.clientHeight;
}

/** j and k move, x selects, Enter opens. @param {any} props */
function useRowKeys({ list, active, setActive, grid, rowPx, selection, onSelection, rowHref, onOpen }) {
  // Keys come faster than the page is drawn: each must see where the one before it went.
  const at = useRef(active);
  at.current = active;
  const move = (step) => {
    at.current = Math.max(0, Math.min(list.rows.length - 1, at.current + step));
    setActive(at.current);
    keepInView(grid.current, at.current, rowPx);
  };
  const open = () => {
    const row = list.rows[at.current];
    if (row && onOpen) onOpen(row);
    else if (row && rowHref) navigate(rowHref(row));
  };
  const select = () => {
    const row = list.rows[at.current];
    if (row && onSelection) onSelection(toggled(selection, row.id));
  };
  useKeys("In this list", {
    j: ["Next row", () => move(1)],
    k: ["Previous row", () => move(-1)],
    ...(onSelection ? { x: ["Select the row", select] } : {}),
    ...(rowHref || onOpen ? { o: ["Open the row", open] } : {}),
  }, [list.rows, active, selection, rowPx]);
  useEffect(() => {
    const node = grid.current;
    const onKeyDown = (event) => {
      if (event.target !== node) return;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
      if (step) {
        event.preventDefault();
        move(step);
      }
      if (event.key === "Enter") open();
    };
    node?.addEventListener("keydown", onKeyDown);
    return () => node?.removeEventListener("keydown", onKeyDown);
  });
}
