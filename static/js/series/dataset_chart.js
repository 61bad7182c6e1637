// @ts-check
/** The chart of a version: which columns, which stretch, the values at the pointer, and what a tried step would change. */

import { IconButton } from "../components/button.js";
import { Failure, Skeleton } from "../components/states.js";
import { count, plural } from "../lib/format.js";
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { useSettled } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { findingText } from "../lib/station_words.js";
import { t } from "../lib/words.js";
import { compute } from "./compute.js";
import { momentIn, valueText } from "./facts.js";
import { within } from "./pan_zoom.js";
import { valueAt } from "./plot_data.js";
import { TimeChart } from "./time_chart.js";
import { extentOf, useColumns, useView } from "./use_dataset.js";
import { iso, useMarks, useWindow } from "./use_window.js";

/** @param {number} i */
export const colourOf = (i) => `--series-${(i % 8) + 1}`;

/** A line as it is drawn: one axis for each unit; without units one for each size of numbers. @param {any} line @param {any} version */
function drawn(line, version) {
  const { minimum, maximum } = version.columns[line.index];
  const size = Math.max(Math.abs(minimum ?? 0), Math.abs(maximum ?? 0));
  const scale = line.unit || t`about 10^${size > 0 ? 2 * Math.round(Math.log10(size) / 2) : 0}`;
  return { ...line, id: String(line.index), colour: colourOf(line.index), scale };
}

/** @param {{desk: any, draft: any}} props */
export function DatasetChart({ desk, draft }) {
  const { version, zone } = desk;
  const extent = useMemo(() => extentOf(version), [version.id]);
  const columns = useColumns(version);
  const { view, setView } = useView(extent);
  const [cursor, setCursor] = useState(/** @type {number | null} */ (null));
  const found = useWindow(version.id, columns, extent, view);
  usePreview(desk, draft, view);
  const tried = draft.tried.length ? draft.preview : null;
  const lines = useMemo(() => (tried?.before ? triedLines(tried) : found.lines.map((line) => drawn(line, version))), [found.lines, tried]);
  const changed = useMarks(version, columns[0] ?? -1, view);
  const marks = tried ? tried.marks || NONE : changed;
  return html`<section class="panel chart-panel" aria-label="Chart">
    <header class="chart-head">
      <${Legend} version=${version} columns=${columns} lines=${lines} cursor=${cursor} tried=${tried} />
      <span class="row push nowrap">
        <span class="faint small-text mono">${cursor === null ? `${momentIn(view[0], zone)} – ${momentIn(view[1], zone)}` : momentIn(cursor, zone, true)}</span>
        <span class="faint small-text" title="The zone of the site; UTC without one">${zone}</span>
        <${IconButton} small icon="rotate-ccw" label="Show all of it" keys="0" onClick=${() => setView(extent)} />
      </span>
    </header>
    ${found.error && !found.lines.length ? html`<${Failure} error=${found.error} retry=${found.reload} />` : ""}
    ${found.loading ? html`<${Skeleton} height="380px" />` : html`
      <${TimeChart} label=${t`Chart of ${version.columns.length} columns`} ...${{ lines, view, extent, zone, marks, busy: found.busy }} onView=${setView} onCursor=${setCursor} height=${CHART_PX} sync="series" />
      <${Overview} ...${{ found, version, extent, view, setView, zone }} />`}
    ${!tried && changed.length > 0 && html`<p class="chart-note faint small-text">Marked: what the steps of this version changed in ${version.columns[columns[0]].name}, where it was before.</p>`}
    ${tried && html`<${PreviewWords} tried=${tried} />`}
  </section>`;
}

const NONE = [];
const CHART_PX = innerWidth < 640 ? 260 : 340;

/** Before: thin; after: bold. @param {any} tried @returns {import("./types.js").DrawnLine[]} */
function triedLines(tried) {
  const scale = tried.before.unit || tried.before.name;
  return [
    { ...tried.before, id: "before", colour: "--ink-faint", scale, thin: true, dashed: true },
    { ...tried.after, id: "after", colour: colourOf(tried.before.index), scale },
  ];
}

/** The columns as switches, with the values at the pointer. @param {any} props */
function Legend({ version, columns, lines, cursor, tried }) {
  if (tried?.before) {
    return html`<ul class="legend chart-legend">${lines.map((line) => html`<li key=${line.id}><span class="swatch" style=${{ background: `var(${line.colour})` }}></span>${line.id === "before" ? t`${line.name} as it is` : t("after the step")}
      ${cursor !== null && html`<span class="mono">${valueText(valueAt(line, cursor), line.unit)}</span>`}</li>`)}</ul>`;
  }
  const toggle = (at) => {
    const next = columns.includes(at) ? columns.filter((one) => one !== at) : [...columns, at].sort((a, b) => a - b);
    if (next.length) setQuery({ cols: next.join(".") });
  };
  return html`<ul class="legend chart-legend">${version.columns.map((column, at) => {
    const on = columns.includes(at);
    const line = lines.find(({ index }) => index === at);
    return html`<li key=${at}><button type="button" class="legend-switch" aria-pressed=${on ? "true" : "false"} onClick=${() => toggle(at)} title=${on ? t`Hide ${column.name}` : t`Show ${column.name}`}>
      <span class="swatch" style=${on ? { background: `var(${colourOf(at)})` } : {}}></span>${column.name}${column.unit ? html` <span class="faint">${column.unit}</span>` : ""}
      ${on && cursor !== null && line && html`<span class="mono">${valueText(valueAt(line, cursor))}</span>`}
    </button></li>`;
  })}</ul>`;
}

/** The whole version in small, with the view as a frame that can be dragged. @param {any} props */
function Overview({ found, version, extent, view, setView, zone }) {
  const whole = useMemo(() => found.whole.map((line) => ({ ...drawn(line, version), thin: true })), [found.whole]);
  const bands = useMemo(() => (view[0] <= extent[0] && view[1] >= extent[1] ? NONE : [view]), [view[0], view[1]]);
  if (!whole.length) return null;
  const follow = (event) => {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const middle = extent[0] + ((event.clientX - box.left) / box.width) * (extent[1] - extent[0]);
    const half = (view[1] - view[0]) / 2;
    setView(within(middle - half, middle + half, extent));
  };
  return html`<div class="overview" onPointerDown=${follow} onPointerMove=${follow}>
    <${TimeChart} label="The whole version" lines=${whole} view=${extent} extent=${extent} zone=${zone} bands=${bands} onView=${ignore} height=${56} bare />
  </div>`;
}

const ignore = () => {};

/** What the tried step would do, in words. @param {{tried: any}} props */
function PreviewWords({ tried }) {
  if (tried.error) return html`<p class="preview-words brick-text">${tried.error.detail || String(tried.error)}</p>`;
  if (tried.loading) return html`<p class="preview-words faint">Trying the step …</p>`;
  return html`<div class="preview-words" role="status">
    <strong>${tried.n_changed ? t`${plural(tried.n_changed, "value")} of ${tried.column} would change in this part` : t`Nothing of ${tried.column} would change in this part`}</strong>
    ${tried.findings.length > 0 && html`<ul>${tried.findings.slice(0, 4).map((finding, i) => html`<li key=${i}>${findingText(finding.message)}</li>`)}</ul>`}
  </div>`;
}

/** Tries the chosen step on what one looks at, a moment after the last change. @param {any} desk @param {any} draft @param {import("./types.js").View} view */
function usePreview(desk, draft, view) {
  const { version } = desk;
  const column = place.value.query.pcol || version.columns[0]?.name;
  const wanted = draft.tried.length ? JSON.stringify([draft.tried, Math.round(view[0]), Math.round(view[1]), column]) : "";
  const settled = useSettled(wanted, 250);
  useEffect(() => {
    if (!settled) {
      draft.setPreview(null);
      return undefined;
    }
    const [steps, from, to, name] = JSON.parse(settled);
    const control = new AbortController();
    compute(`/dataset-versions/${version.id}/preview`, { steps, from: iso(from), to: iso(to + 1), column: name }, control.signal)
      .then(draft.setPreview, (error) => !control.signal.aborted && draft.setPreview({ error }));
    return () => control.abort();
  }, [settled, version.id]);
}
