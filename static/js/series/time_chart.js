// @ts-check
/** One chart over time: lines on several axes, gaps as gaps, marks on top, moved by wheel, drag, pinch and keys. */

import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { panZoom } from "./pan_zoom.js";
import { aligned } from "./plot_data.js";
import { plotOptions } from "./plot_options.js";

/**
 * @param {{lines: import("./types.js").DrawnLine[], view: import("./types.js").View, extent: import("./types.js").View, zone: string,
 *   onView: (view: import("./types.js").View) => void, onCursor?: (time: number | null) => void, marks?: import("./types.js").Mark[],
 *   bands?: import("./types.js").View[], height?: number, label: string, sync?: string, bare?: boolean, busy?: boolean}} props
 */
export function TimeChart(props) {
  const { lines, view, zone, label, height = 340, busy } = props;
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const latest = useRef(props);
  const plot = useRef(/** @type {any} */ (null));
  const [library, setLibrary] = useState(/** @type {any} */ (null));
  latest.current = props;
  useEffect(() => {
    let gone = false;
    Promise.all([import("uplot"), loadStyle("/static/vendor/uplot/uPlot.min.css")]).then(([{ default: Plot }]) => !gone && setLibrary(() => Plot));
    return () => { gone = true; };
  }, []);

  const drawnAs = lines.map((line) => [line.id, line.colour, line.scale, line.dashed, line.thin].join()).join(";");
  useEffect(() => {
    if (!library || !host.current) return undefined;
    const node = host.current;
    const shown = [view[0], view[1]];
    const options = plotOptions(library, lines, {
      width: node.clientWidth, height, zone, view: /** @type {any} */ (shown),
      marks: () => latest.current.marks || [], bands: () => latest.current.bands || [],
      onCursor: (time) => latest.current.onCursor?.(time), sync: props.sync, bare: props.bare,
    });
    const made = new library(/** @type {any} */ (options), aligned(lines), node);
    made.shownView = shown;
    plot.current = made;
    const stop = props.bare ? () => {} : panZoom(made.over, node, {
      view: () => /** @type {any} */ ([...shown]), extent: () => latest.current.extent,
      move: (next) => { show(made, next); latest.current.onView(next); },
    });
    const observer = new ResizeObserver(() => node.clientWidth && made.setSize({ width: node.clientWidth, height }));
    observer.observe(node);
    return () => {
      observer.disconnect();
      stop();
      made.destroy();
      plot.current = null;
    };
  }, [library, drawnAs, zone, height, theme.value]);

  useEffect(() => {
    plot.current?.setData(aligned(lines), false);
    if (plot.current) show(plot.current, view);
  }, [lines, props.marks, props.bands]);
  useEffect(() => {
    if (plot.current) show(plot.current, view);
  }, [view[0], view[1]]);
  return html`<div class=${busy ? "time-chart busy" : "time-chart"} ref=${host} tabindex=${props.bare ? undefined : "0"} role="group" aria-roledescription="chart"
    aria-label=${props.bare ? label : t`${label}. Arrow keys move, plus and minus zoom, 0 shows all.`} style=${{ minHeight: `${height}px` }}></div>`;
}

/** @param {any} plot @param {import("./types.js").View} view */
function show(plot, view) {
  plot.shownView[0] = view[0];
  plot.shownView[1] = view[1];
  plot.setScale("x", { min: view[0], max: view[1] });
}
