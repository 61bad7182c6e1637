// @ts-check
/** A chart of channels that is never blank: what is there stays until what is asked for has come. */

import { html, useEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { Failure, Skeleton } from "../components/states.js";
import { addPoints, fetchChart } from "./chart_data.js";
import { useChannelFeed } from "./live_values.js";
import { listenToWheel, loadPlot, plotData, plotOptions } from "./plot.js";

const SETTLE_MS = 120;
/** Live points fill decimated charts for so long before these are fetched anew. */
const REFRESH_MS = 10_000;

/**
 * @param {{channels: any[], span: {startUs: number, endUs: number} | null, spanUs: number, live: boolean, height: number, compact?: boolean, sync?: string,
 *   marks?: {atUs: number, tone: string, label: string}[], label: string, onSpan?: (span: {startUs: number, endUs: number}) => void,
 *   onCursor?: (us: number | null) => void, onData?: (data: any) => void}} props
 *   `span`: what is shown, null: the whole of the data; `live`: the last `spanUs` up to the newest reading
 */
export function Chart(props) {
  const { channels, span, spanUs, live, height, compact, sync, label } = props;
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const state = useRef(/** @type {any} */ ({ data: null, plot: null, latest: props }));
  state.current.latest = props;
  const [error, setError] = useState(/** @type {any} */ (null));
  const [isWaiting, setIsWaiting] = useState(true);
  const [isBare, setIsBare] = useState(false);
  const ids = channels.map(({ id }) => id);
  const key = ids.join(",");

  const shown = () => {
    const { data, latest } = state.current;
    if (!data) return null;
    if (latest.live) {
      const end = newest(data) ?? data.endUs;
      return { startUs: end - latest.spanUs, endUs: end + latest.spanUs * 0.03 };
    }
    return latest.span || { startUs: data.startUs, endUs: data.endUs };
  };
  const draw = () => {
    const { plot, Plot, data, latest } = state.current;
    const wanted = shown();
    if (!plot || !data || !wanted) return;
    plot.setData(plotData(Plot, latest.channels, data.lines), false);
    plot.setScale("x", { min: wanted.startUs / 1e6, max: wanted.endUs / 1e6 });
  };

  const fetchNow = async (signal) => {
    const wanted = live ? liveSpan(state.current, spanUs) : span;
    try {
      const data = await fetchChart(ids, { startUs: wanted?.startUs, endUs: wanted?.endUs, width: host.current?.clientWidth || 800, signal });
      if (signal?.aborted) return;
      const first = !state.current.data;
      state.current.data = data;
      setError(null);
      setIsBare(hasNoReading(data));
      props.onData?.(data);
      if (first && live && !wanted) return void fetchNow(signal);
      // What waits in place of the chart goes, also where the newest reading had to be found first.
      if (isWaiting) setIsWaiting(false);
      draw();
    } catch (problem) {
      if (!signal?.aborted) setError(problem);
    }
  };

  useEffect(() => {
    if (!ids.length) return undefined;
    const control = new AbortController();
    // What is at hand moves at once; what is finer comes when the hand rests.
    draw();
    const timer = setTimeout(() => fetchNow(control.signal), state.current.data ? SETTLE_MS : 0);
    const again = live ? setInterval(() => fetchNow(control.signal), REFRESH_MS) : undefined;
    return () => {
      clearTimeout(timer);
      clearInterval(again);
      control.abort();
    };
  }, [key, span?.startUs, span?.endUs, live, spanUs]);

  useChannelFeed(ids, (id, points) => {
    const line = state.current.data?.lines.get(id);
    if (!line) return;
    addPoints(line, points);
    setIsBare(false);
    if (state.current.latest.live) draw();
  }, () => fetchNow());

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    if (!ids.length) return undefined;
    loadPlot().then((Plot) => {
      if (gone || !host.current) return;
      const options = {
        channels, width: host.current.clientWidth, height, compact, sync,
        onSpan: (from, to) => state.current.latest.onSpan?.({ startUs: Math.round(from * 1e6), endUs: Math.round(to * 1e6) }),
        onCursor: (us) => state.current.latest.onCursor?.(us),
        marks: () => state.current.latest.marks || [],
        nowUs: () => (state.current.latest.live && state.current.data ? newest(state.current.data) : null),
      };
      const plot = new Plot(plotOptions(Plot, options), plotData(Plot, channels, state.current.data?.lines || new Map()), host.current);
      Object.assign(state.current, { plot, Plot });
      const unlisten = compact ? () => {} : listenToWheel(plot, options);
      stop = () => {
        unlisten();
        plot.destroy();
        state.current.plot = null;
      };
      draw();
    });
    const observer = new ResizeObserver(() => host.current && state.current.plot?.setSize({ width: host.current.clientWidth, height }));
    if (host.current) observer.observe(host.current);
    return () => {
      gone = true;
      observer.disconnect();
      stop();
    };
  }, [key, height, theme.value, channels.map((c) => c.version).join(",")]);

  useEffect(() => {
    draw();
  }, [props.marks]);

  if (error && !state.current.data) return html`<${Failure} error=${error} what="The chart could not be drawn" retry=${() => fetchNow()} />`;
  return html`<div class="plot-box" style=${{ height: `${height}px` }}>
    <div class="plot" ref=${host} role="img" aria-label=${label}></div>
    ${isBare && html`<div class="plot-wait bare"><p class="soft">${t("No readings yet. The first one that comes is drawn here.")}</p></div>`}
    ${isWaiting && html`<div class="plot-wait"><${Skeleton} width="100%" height="100%" /></div>`}
  </div>`;
}

/** Whether none of the channels has ever sent anything: then there is no time to draw either. @param {import("./chart_data.js").ChartData} data */
export const hasNoReading = (data) => [...data.lines.values()].every(({ firstUs }) => firstUs === null);

/** The newest feed time of any line. @param {any} data @returns {number | null} */
function newest(data) {
  let found = null;
  data.lines.forEach((line) => {
    if (line.lastUs !== null && (found === null || line.lastUs > found)) found = line.lastUs;
  });
  return found;
}

/** The last while up to the newest reading; null while nothing is known. @param {any} current @param {number} spanUs */
function liveSpan(current, spanUs) {
  const end = current.data ? newest(current.data) : null;
  return end === null ? null : { startUs: end - spanUs, endUs: end + 1 };
}

/** Saves what a chart shows as a picture. @param {HTMLElement | null} box @param {string} name */
export function savePicture(box, name) {
  const canvas = box?.querySelector("canvas");
  if (!canvas) return;
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = canvas.height;
  const ctx = picture.getContext("2d");
  if (!ctx) return;
  ctx.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--raised").trim();
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(canvas, 0, 0);
  picture.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}
