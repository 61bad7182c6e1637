// @ts-check
/** Nights below one another, the time of night from left to right, the sun's setting and rising as lines. */

import { count, dayText, plural } from "../lib/format.js";
import { html, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";

const ROW_PX = 18;
const MIN_DAY = 1440;
const LABEL_PX = 84;
/** Hours that get a tick: counted from noon. */
const TICKS_H = [0, 3, 6, 9, 12, 15, 18, 21];

/** @param {string | null} iso @param {any} night minutes after the local noon the night begins with */
function minuteOf(iso, night) {
  if (!iso) return null;
  const local = new Date(iso).getTime() / 60_000 + night.utc_offset_min;
  return local - (new Date(`${night.night}T12:00:00Z`).getTime() / 60_000);
}

/** "22:40". @param {number} minute after noon */
function clockOf(minute) {
  const at = Math.round(minute + 720) % MIN_DAY;
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {HTMLCanvasElement} canvas @param {any} data @param {number} most */
function draw(canvas, data, most) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = data.results.length * ROW_PX;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(scale, scale);
  const wide = width / data.n_bins;
  const [moss, ochre] = [token("--moss"), token("--ochre")];
  data.results.forEach((night, row) => {
    const y = row * ROW_PX;
    shade(pen, night, y, width, token("--sunken"));
    pen.fillStyle = moss;
    night.counts.forEach((n, bin) => {
      if (!n) return;
      pen.globalAlpha = 0.2 + 0.8 * Math.sqrt(n / most);
      pen.fillRect(bin * wide, y + 1, Math.max(1, wide - 0.5), ROW_PX - 2);
    });
    pen.globalAlpha = 1;
  });
  for (const name of ["sunset_at", "sunrise_at"]) sunLine(pen, data.results, name, width, ochre);
}

/** The dark part of the night behind its counts. @param {CanvasRenderingContext2D} pen @param {any} night @param {number} y @param {number} width @param {string} colour */
function shade(pen, night, y, width, colour) {
  const from = minuteOf(night.sunset_at, night);
  const to = minuteOf(night.sunrise_at, night);
  if (from === null || to === null) return;
  pen.fillStyle = colour;
  pen.fillRect((from / MIN_DAY) * width, y, ((to - from) / MIN_DAY) * width, ROW_PX);
}

/** @param {CanvasRenderingContext2D} pen @param {any[]} nights @param {string} name @param {number} width @param {string} colour */
function sunLine(pen, nights, name, width, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  nights.forEach((night, row) => {
    const minute = minuteOf(night[name], night);
    if (minute === null) return;
    const x = (minute / MIN_DAY) * width;
    pen.moveTo(x, row * ROW_PX);
    pen.lineTo(x, (row + 1) * ROW_PX);
  });
  pen.stroke();
}

/** @param {{data: any}} props */
export function NightGrid({ data }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [at, setAt] = useState(/** @type {{night: any, bin: number} | null} */ (null));
  const most = useMemo(() => Math.max(1, ...data.results.flatMap((night) => night.counts)), [data]);
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const observer = new ResizeObserver(() => draw(node, data, most));
    observer.observe(node);
    return () => observer.disconnect();
  }, [data, theme.value]);
  const onMove = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const night = data.results[Math.floor((event.clientY - box.top) / ROW_PX)];
    setAt(night ? { night, bin: Math.min(data.n_bins - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * data.n_bins))) } : null);
  };
  const total = data.results.reduce((sum, night) => sum + night.n_calls, 0);
  return html`<figure class="stack tight panel panel-body">
    <div class="row spread"><span class="soft">${count(total)} calls in ${plural(data.results.length, "night")}, local time</span>
      <span class="row small-text"><span class="swatch sun-swatch"></span>sunset and sunrise${data.place ? (data.place.n_sites > 1 ? t`, at the mean of ${data.place.n_sites} sites` : "") : t(": no place is known")}</span></div>
    <p class="small-text mono" role="status">${at ? t`${dayText(at.night.night)} ${clockOf(at.bin * data.bin_min)}–${clockOf((at.bin + 1) * data.bin_min)}: ${count(at.night.counts[at.bin])} of ${count(at.night.n_calls)} calls that night` : "\u00a0"}</p>
    <div class="night-grid" style=${{ "--label": `${LABEL_PX}px`, "--row": `${ROW_PX}px` }}>
      <div class="night-hours" aria-hidden="true">${TICKS_H.map((hour) => html`<span key=${hour} style=${{ left: `${(hour / 24) * 100}%` }}>${clockOf(hour * 60)}</span>`)}</div>
      <div class="night-names small-text" aria-hidden="true">${data.results.map((night) => html`<span key=${night.night}>${dayText(night.night)}</span>`)}</div>
      <canvas ref=${canvas} role="img" aria-label="Calls by night and time of night; the table below has the figures" style=${{ height: `${data.results.length * ROW_PX}px` }}
        onMouseMove=${onMove} onMouseLeave=${() => setAt(null)}></canvas>
    </div>
    <${NightTable} nights=${data.results} />
  </figure>`;
}

/** @param {{nights: any[]}} props */
function NightTable({ nights }) {
  const clock = (iso, night) => (iso ? clockOf(/** @type {number} */ (minuteOf(iso, night))) : "–");
  return html`<details><summary class="soft small-text">As a table</summary><div class="table-scroll" tabindex="0" role="region" aria-label="Nights as a table"><table class="plain-table">
    <thead><tr><th>Night</th><th class="number">Calls</th><th class="number">Named by people</th><th>First</th><th>Last</th><th>Sunset</th><th>Dusk</th><th>Dawn</th><th>Sunrise</th></tr></thead>
    <tbody>${nights.map((night) => html`<tr key=${night.night}><th scope="row" class="nowrap">${dayText(night.night)}</th><td class="number">${count(night.n_calls)}</td><td class="number">${count(night.n_labelled_by_people)}</td>
      ${["first_at", "last_at", "sunset_at", "dusk_at", "dawn_at", "sunrise_at"].map((name) => html`<td class="mono" key=${name}>${clock(night[name], night)}</td>`)}</tr>`)}</tbody>
  </table></div></details>`;
}
