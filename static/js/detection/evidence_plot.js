// @ts-check
/** What the channels of an event read around it: held values as steps, the event as a band, its peak as a ring. */

import { html, useLayoutEffect, useRef, useState } from "../lib/html.js";
import { locale, t } from "../lib/words.js";
import { feedTime, figure } from "./words.js";

const HEIGHT = 220;
const PAD = { left: 56, right: 12, top: 10, bottom: 24 };
/** With more points than this only the line is drawn. */
const MOST_DOTS = 90;

/** @param {{event: any}} props */
export function EvidencePlots({ event }) {
  const shown = event.evidence.filter(({ points }) => points.length > 0);
  if (!shown.length) return html`<p class="soft">The readings around this event are not kept.</p>`;
  return html`<div class="evidence">${shown.map((channel, n) => html`<${EvidencePlot} key=${channel.channel_id} channel=${channel} event=${event} isFirst=${n === 0} />`)}</div>`;
}

/** @param {{channel: any, event: any, isFirst: boolean}} props */
function EvidencePlot({ channel, event, isFirst }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(600);
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(240, entry.contentRect.width)));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const scale = scaleOf(channel, event, width);
  const read = at === null ? null : heldAt(channel.points, at);
  const onMove = (moved) => {
    const x = moved.clientX - moved.currentTarget.getBoundingClientRect().left;
    setAt(scale.timeAt(Math.max(PAD.left, Math.min(width - PAD.right, x))));
  };
  return html`<figure ref=${box}>
    <figcaption><strong>${channel.name || channel.public_id}</strong>${channel.name && channel.name !== channel.public_id && html`<span class="mono faint">${channel.public_id}</span>`}
      <span class="mono push">${read === null || at === null ? channel.unit : `${feedTime(at)}  ${figure(read)} ${channel.unit}`}</span></figcaption>
    <svg viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${described(channel, event)} onPointerMove=${onMove} onPointerLeave=${() => setAt(null)}>
      <${Axes} scale=${scale} width=${width} />
      <${Marks} ...${{ scale, channel, event, isFirst, at }} />
    </svg>
  </figure>`;
}

/** @param {any} props */
function Axes({ scale, width }) {
  return html`<g>
    ${scale.levels.map((value) => html`<g key=${value}><path class="grid" d=${`M${PAD.left} ${scale.y(value)}H${width - PAD.right}`} />
      <text x=${PAD.left - 6} y=${scale.y(value) + 4} text-anchor="end">${figure(value)}</text></g>`)}
    ${scale.times.map((us) => html`<text key=${us} x=${scale.x(us)} y=${HEIGHT - 6} text-anchor="middle">${clock(us)}</text>`)}
  </g>`;
}

/** @param {any} props */
function Marks({ scale, channel, event, isFirst, at }) {
  const end = event.end_us ?? scale.end;
  const left = scale.x(event.start_us);
  const dots = channel.points.length <= MOST_DOTS ? channel.points.slice(1, -1) : [];
  const bound = isFirst && Number.isFinite(event.measures.limit) ? event.measures.limit : null;
  return html`<g>
    <rect class="band" x=${left} width=${Math.max(2, scale.x(end) - left)} y=${PAD.top} height=${HEIGHT - PAD.top - PAD.bottom} />
    <path class="band-edge" d=${`M${left} ${PAD.top}V${HEIGHT - PAD.bottom}M${scale.x(end)} ${PAD.top}V${HEIGHT - PAD.bottom}`} />
    ${bound !== null && html`<path class="bound" d=${`M${PAD.left} ${scale.y(bound)}H${scale.x(scale.end)}`} />`}
    <path class="line" d=${stepPath(channel.points, scale)} />
    ${dots.map(([us, value]) => html`<circle key=${us} class="dot" cx=${scale.x(us)} cy=${scale.y(value)} r="2.5" />`)}
    ${isFirst && html`<circle class="peak" cx=${scale.x(event.peak_us)} cy=${scale.y(clamp(event.peak, scale.low, scale.high))} r="5" />`}
    ${at !== null && html`<path class="cursor" d=${`M${scale.x(at)} ${PAD.top}V${HEIGHT - PAD.bottom}`} />`}
  </g>`;
}

/** @param {any} channel @param {any} event @param {number} width */
function scaleOf(channel, event, width) {
  const times = channel.points.map(([us]) => us);
  const values = channel.points.map(([, value]) => value);
  const start = Math.min(times[0], event.start_us);
  const end = Math.max(times[times.length - 1], event.end_us ?? event.peak_us, start + 1e6);
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = most > least ? (most - least) * 0.08 : Math.abs(most) * 0.05 || 1;
  const [low, high] = [least - room, most + room];
  const across = (width - PAD.left - PAD.right) / (end - start);
  const up = (HEIGHT - PAD.top - PAD.bottom) / (high - low);
  return {
    start, end, low, high,
    x: (us) => PAD.left + (us - start) * across,
    y: (value) => HEIGHT - PAD.bottom - (value - low) * up,
    timeAt: (x) => start + (x - PAD.left) / across,
    levels: niceLevels(least, most),
    times: [0, 1, 2, 3, 4].filter((_, n) => width > 480 || n % 2 === 0).map((n) => start + ((end - start) * (n + 0.5)) / 5),
  };
}

/** A few round values of a range. @param {number} low @param {number} high */
function niceLevels(low, high) {
  if (!(high > low)) return [low];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) || rough;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, n) => Number((first + n * step).toPrecision(10)));
}

/** @param {number[][]} points @param {any} scale */
function stepPath(points, scale) {
  const [first, ...rest] = points;
  return `M${scale.x(first[0])} ${scale.y(first[1])}${rest.map(([us, value]) => `H${scale.x(us)}V${scale.y(value)}`).join("")}H${scale.x(scale.end)}`;
}

/** @param {number[][]} points @param {number} us */
function heldAt(points, us) {
  const held = points.findLast(([at]) => at <= us);
  return held ? held[1] : null;
}

/** @param {number} us */
function clock(us) {
  return new Date(us / 1000).toLocaleTimeString(locale, { timeZone: "UTC" });
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** @param {any} channel @param {any} event */
function described(channel, event) {
  const values = channel.points.map(([, value]) => value);
  return t`${channel.name || channel.public_id} around the event: from ${figure(Math.min(...values))} to ${figure(Math.max(...values))} ${channel.unit}; the event begins ${feedTime(event.start_us)}`;
}
