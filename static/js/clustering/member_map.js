// @ts-check
/** The map on the page: drag pans or lassos, the wheel zooms, a click chooses, hovering shows the call. */

import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { preferences, theme as themeName } from "../lib/store.js";
import { t } from "../lib/words.js";
import { Thumbnail } from "../components/thumbnail.js";
import { createFinder, shortName } from "./members.js";
import { createMapPainter } from "./map_painter.js";
import { listenToPointer } from "./map_pointer.js";
import { createMapView } from "./map_view.js";
import { readTheme } from "./palette.js";

loadStyle("/static/css/clustering.css");

/**
 * @param {{members: import("./members.js").Members, colourIndex: Int32Array, selection: Set<number>,
 *   centres: Map<number, [number, number]>, isLasso: boolean, onSelection: (next: Set<number>) => void, onOpen: (index: number) => void,
 *   onMove: (target: string) => void, controls: {current: any}, label: string}} props
 *   `onMove` is told the cluster card that chosen points were dropped on
 */
export function MemberMap(props) {
  const { members, controls } = props;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const latest = useRef(props);
  latest.current = props;
  const view = useMemo(() => createMapView(members), [members]);
  const finder = useMemo(() => createFinder(members), [members]);
  const [hover, setHover] = useState(/** @type {{i: number, x: number, y: number} | null} */ (null));
  const hovered = useRef(-1);
  const lasso = useRef(/** @type {[number, number][]} */ ([]));
  const repaint = useRef(() => undefined);
  const shades = useMemo(readTheme, [themeName.value]);

  useEffect(() => {
    const node = /** @type {HTMLCanvasElement} */ (canvas.current);
    let request = 0;
    const painter = createMapPainter(node, () => repaint.current());
    const paint = () => {
      request = 0;
      const { colourIndex, selection, centres } = latest.current;
      painter.draw({ members, view, finder, theme: readThemeOnce(), colourIndex, selection, centres, hovered: hovered.current, lasso: lasso.current, colormap: preferences.value.colormap });
    };
    const readThemeOnce = () => shadesRef.current;
    repaint.current = () => {
      if (!request) request = requestAnimationFrame(paint);
    };
    const sizes = new ResizeObserver(() => {
      view.resize(node.clientWidth, node.clientHeight);
      repaint.current();
    });
    sizes.observe(node);
    const stopPointer = listenToPointer(node, { view, finder, members, latest, hovered, lasso, setHover, repaint: () => repaint.current() });
    return () => {
      sizes.disconnect();
      stopPointer();
      painter.close();
      cancelAnimationFrame(request);
      repaint.current = () => undefined;
    };
  }, [members, view, finder]);

  const shadesRef = useRef(shades);
  shadesRef.current = shades;
  const moved = (move) => {
    move();
    hovered.current = -1;
    setHover(null);
    repaint.current();
  };
  controls.current = {
    fit: () => moved(view.fit),
    zoom: (factor) => moved(() => view.zoom(factor)),
    show: (indices) => indices.length && moved(() => view.show(indices)),
  };
  useEffect(() => repaint.current());
  return html`<div class=${`member-map${props.isLasso ? " lassoing" : ""}`}>
    <canvas ref=${canvas} role="img" aria-label=${props.label}></canvas>
    ${hover && html`<${HoverCard} key=${members.ids[hover.i]} at=${hover} members=${members} size=${view.size()} />`}
  </div>`;
}

/** @param {{at: {i: number, x: number, y: number}, members: import("./members.js").Members, size: {width: number, height: number}}} props */
function HoverCard({ at, members, size }) {
  const isRight = at.x > size.width / 2;
  const isLow = at.y > size.height / 2;
  const place = {
    ...(isRight ? { right: `${size.width - at.x + 14}px` } : { left: `${at.x + 14}px` }),
    ...(isLow ? { bottom: `${size.height - at.y + 14}px` } : { top: `${at.y + 14}px` }),
  };
  const number = members.numbers[at.i];
  return html`<div class="map-hover" style=${place}>
    <${Thumbnail} segmentId=${members.ids[at.i]} width=${176} height=${110} label="The call under the pointer" />
    <span class="row spread"><span>${number < 0 ? t("nowhere") : t`cluster ${shortName(number)}`}</span>${members.labels[at.i] ? html`<strong class="clip">${members.labels[at.i]}</strong>` : html`<span class="faint">no label</span>`}</span>
  </div>`;
}
