// @ts-check
/** Read-outs beside the spectrogram: the cursor, and what was measured in the selection. */

import { h } from "./dom.js";
import { formatClock, formatFrequency, formatLevel, formatSpan, formatTime } from "./ticks.js";
import { t } from "../lib/words.js";

/** @type {[string, string, string][]} */
const ROWS = [
  ["onset", t("Start"), t("onset, from the start of the file")],
  ["duration", t("Duration"), t("offset minus onset")],
  ["peak", t("Peak"), t("loudest frequency of the mean spectrum")],
  ["bandwidth", t("Bandwidth"), t("width of the mean spectrum 10 dB below its peak")],
  ["start", t("Start freq."), t("dominant frequency of the first frame within 20 dB of the loudest")],
  ["centre", t("Centre freq."), t("dominant frequency of the middle frame")],
  ["end", t("End freq."), t("dominant frequency of the last frame within 20 dB of the loudest")],
  ["level", t("Level"), t("loudest point, relative to a full-scale sine")],
  ["interval", t("Interval"), t("from the onset of the call before")],
];

/** @param {HTMLElement} element @param {{startMs: number, utcOffsetMin: number} | null} clock */
export function createPanel(element, clock) {
  const cursor = { time: h("dd"), frequency: h("dd"), level: h("dd"), clock: h("dd") };
  const heading = h("h3", {}, t("Window"));
  const values = Object.fromEntries(ROWS.map(([name]) => [name, h("dd", {}, "–")]));
  const slot = h("div", { class: "v-slot" });
  element.append(
    h(
      "dl",
      { class: "v-readout v-cursor", "aria-label": t("Cursor") },
      h("dt", {}, t("Time")), cursor.time, h("dt", {}, t("Freq.")), cursor.frequency, h("dt", {}, t("Level")), cursor.level,
      ...(clock ? [h("dt", {}, t("Clock")), cursor.clock] : []),
    ),
    heading,
    h("dl", { class: "v-readout" }, ...ROWS.flatMap(([name, label, title]) => [h("dt", { title }, label), values[name]])),
    slot,
  );

  return {
    slot,
    /** @param {{t: number, f: number, level: number | null, resolution: number} | null} at */
    showCursor(at) {
      cursor.time.textContent = at ? formatTime(at.t, at.resolution) : "–";
      cursor.frequency.textContent = at ? formatFrequency(at.f) : "–";
      cursor.level.textContent = at && at.level !== null ? formatLevel(at.level) : "–";
      cursor.clock.textContent = at && clock ? formatClock(clock, at.t) : "–";
    },
    /** @param {string} title @param {number | null} onset_s @param {import("./measure.js").Measures | null} measures */
    showMeasures(title, onset_s, measures) {
      heading.textContent = title;
      const shown = measures ? textOf(measures) : {};
      for (const [name] of ROWS) values[name].textContent = shown[name] ?? "–";
      if (onset_s !== null) values.onset.textContent = formatTime(onset_s, 0.0001);
    },
  };
}

/** @param {import("./measure.js").Measures} measures @returns {Record<string, string>} */
function textOf(measures) {
  return {
    duration: formatSpan(measures.duration_s),
    peak: formatFrequency(measures.peak_hz),
    bandwidth: formatFrequency(measures.bandwidth_hz),
    start: formatFrequency(measures.start_hz),
    centre: formatFrequency(measures.centre_hz),
    end: formatFrequency(measures.end_hz),
    level: formatLevel(measures.level_db),
    interval: measures.interval_s === null ? "–" : formatSpan(measures.interval_s),
  };
}
