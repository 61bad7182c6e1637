// @ts-check
/** The bar below: listening, editing and how levels become colours. */

import { COLORMAPS } from "./colormaps.js";
import { h, icon } from "./dom.js";
import { t } from "../lib/words.js";

/** Expansions offered. */
const FACTORS = [1, 2, 4, 5, 8, 10, 16, 20, 32];

/** Windows offered, in samples. */
const WINDOWS = [256, 512, 1024, 2048, 4096];

/** @type {[keyof import("./types.js").Display, string, number, number, number, string, string][]} */
const SLIDERS = [
  ["gain_db", t("Gain"), -20, 60, 1, "dB", t("lifts every level before the colours")],
  ["floor_db", t("Floor"), -118, -20, 1, "dB", t("levels up to here are black")],
  ["contrast", t("Contrast"), 0.5, 4, 0.05, "×", t("higher spans fewer decibels")],
  ["gamma", t("Gamma"), 0.3, 3, 0.05, "", t("above 1 darkens the middle")],
  ["whitening", t("Whiten"), 0, 1, 0.05, "", t("takes away each frequency's own background")],
];

/** @type {[import("./stage.js").EditVerb, string, string, string][]} */
const VERBS = [
  ["undo", "undo-2", t("Undo"), "u"],
  ["redo", "redo-2", t("Redo"), "shift u"],
  ["snap", "target", t("Snap to energy"), "e"],
  ["split", "scissors", t("Split at the cursor"), "s"],
  ["merge", "merge", t("Merge the chosen calls"), "m"],
  ["delete", "trash-2", t("Delete"), "del"],
];

/**
 * @typedef {Object} ControlsHost
 * @property {boolean} isEditable
 * @property {number} nChannels
 * @property {number} nyquist
 * @property {(patch: Partial<import("./types.js").Display>) => void} setDisplay
 * @property {() => void} autoExpose
 * @property {(patch: Partial<import("./player.js").Listening>) => void} setListening
 * @property {() => void} togglePlay
 * @property {(verb: import("./stage.js").EditVerb) => void} edit
 * @property {(tool: "select" | "draw") => void} setTool
 * @property {(n_fft: number) => void} setWindow
 * @property {(channel: number) => void} setChannel
 */

/** @param {HTMLElement} bar @param {ControlsHost} host */
export function createControls(bar, host) {
  const play = button("play", t("Play (space)"), host.togglePlay);
  const listening = listeningControls(host);
  const editing = host.isEditable ? editingControls(host) : null;
  const display = displayControls(host);
  const save = h("span", { class: "v-save", role: "status" });
  bar.append(
    h("div", { class: "v-group" }, play, ...listening.elements),
    ...(editing ? [h("div", { class: "v-group" }, ...editing.elements, save)] : []),
    h("details", { class: "v-display" }, h("summary", {}, icon("sliders-horizontal"), t("Display")), h("div", { class: "v-sliders" }, ...display.elements)),
  );
  return {
    showDisplay: display.show,
    showListening: listening.show,
    /** @param {"idle" | "loading" | "playing"} state */
    showPlaying(state) {
      if (play.dataset.state === state) return;
      play.dataset.state = state;
      play.replaceChildren(icon(state === "idle" ? "play" : "pause"));
      play.setAttribute("aria-label", state === "idle" ? t("Play (space)") : t("Stop (space)"));
      play.toggleAttribute("data-loading", state === "loading");
    },
    /** @param {{canUndo: boolean, canRedo: boolean, chosen: number}} state */
    showEditing: (state) => editing?.show(state),
    /** @param {string} text @param {string} state */
    showSave(text, state) {
      save.textContent = text;
      save.dataset.state = state;
    },
  };
}

/** @param {string} name @param {string} label @param {() => void} run */
function button(name, label, run) {
  return h("button", { type: "button", class: "button quiet icon-only", "aria-label": label, title: label, on: { click: run } }, icon(name));
}

/** @param {string} label @param {string[]} names @param {(value: string) => void} onChange @param {(name: string) => string} [text] */
function choice(label, names, onChange, text = (name) => name) {
  const options = names.map((name) => h("option", { value: name }, text(name)));
  const select = h("select", { class: "input", "aria-label": label, title: label }, ...options);
  select.addEventListener("change", () => onChange(select.value));
  return select;
}

/** @param {ControlsHost} host */
function listeningControls(host) {
  const modes = { expand: t("Slow and deep"), stretch: t("Slow, same pitch"), heterodyne: t("Heterodyne") };
  const mode = choice(t("Way of listening"), Object.keys(modes), (value) => host.setListening({ mode: /** @type {"expand"} */ (value) }), (name) => modes[/** @type {"expand"} */ (name)]);
  const factor = choice(t("How many times slower"), FACTORS.map(String), (value) => host.setListening({ factor: Number(value) }), (name) => `×${name}`);
  const tuned = h("input", { type: "range", min: 1000, max: Math.floor(host.nyquist), step: 500, "aria-label": t("Tuned frequency") });
  const heard = h("output", {});
  const knob = h("label", { class: "v-knob" }, tuned, heard);
  const loop = button("rotate-ccw", t("Loop (l)"), () => host.setListening({ isLooping: loop.getAttribute("aria-pressed") !== "true" }));
  const band = button("audio-lines", t("Only the band as seen"), () => host.setListening({ isBandLimited: band.getAttribute("aria-pressed") !== "true" }));
  tuned.addEventListener("input", () => host.setListening({ tuned_hz: Number(tuned.value) }));
  return {
    elements: [mode, factor, knob, loop, band],
    /** @param {import("./player.js").Listening} now */
    show(now) {
      mode.value = now.mode;
      factor.value = String(now.factor);
      factor.hidden = now.mode === "heterodyne";
      knob.hidden = now.mode !== "heterodyne";
      tuned.value = String(now.tuned_hz);
      heard.textContent = `${(now.tuned_hz / 1000).toFixed(1)} kHz`;
      loop.setAttribute("aria-pressed", String(now.isLooping));
      band.setAttribute("aria-pressed", String(now.isBandLimited));
    },
  };
}

/** @param {ControlsHost} host */
function editingControls(host) {
  const buttons = Object.fromEntries(VERBS.map(([verb, name, label, key]) => [verb, button(name, `${label} (${key})`, () => host.edit(verb))]));
  const draw = button("square-dashed", t("Draw with a finger"), () => {
    const isOn = draw.getAttribute("aria-pressed") !== "true";
    draw.setAttribute("aria-pressed", String(isOn));
    host.setTool(isOn ? "draw" : "select");
  });
  draw.hidden = navigator.maxTouchPoints === 0;
  return {
    elements: [draw, ...Object.values(buttons)],
    /** @param {{canUndo: boolean, canRedo: boolean, chosen: number}} state */
    show({ canUndo, canRedo, chosen }) {
      buttons.undo.disabled = !canUndo;
      buttons.redo.disabled = !canRedo;
      buttons.split.disabled = chosen !== 1;
      buttons.merge.disabled = chosen < 2;
      buttons.snap.disabled = chosen < 1;
      buttons.delete.disabled = chosen < 1;
    },
  };
}

/** @param {ControlsHost} host */
function displayControls(host) {
  const map = choice(t("Colour map"), COLORMAPS, (colormap) => host.setDisplay({ colormap }));
  const length = choice(t("Window length"), WINDOWS.map(String), (value) => host.setWindow(Number(value)), (name) => t`${name} samples`);
  const names = Array.from({ length: host.nChannels }, (_, i) => String(i));
  const channel = choice(t("Channel"), [...names, "-1"], (value) => host.setChannel(Number(value)), (name) => (name === "-1" ? t("all channels") : t`channel ${Number(name) + 1}`));
  channel.hidden = host.nChannels < 2;
  const auto = h("button", { type: "button", class: "button small", title: t("Floor and contrast for this window"), on: { click: host.autoExpose } }, t("Auto"));
  const sliders = SLIDERS.map(([name, label, min, max, step, unit, title]) => {
    const input = h("input", { type: "range", min, max, step });
    const output = h("output", {});
    input.addEventListener("input", () => host.setDisplay({ [name]: Number(input.value) }));
    return { name, unit, input, output, element: h("label", { class: "v-slider", title }, h("span", {}, label), input, output) };
  });
  return {
    elements: [auto, ...sliders.map(({ element }) => element), h("div", { class: "v-choices" }, map, length, channel)],
    /** @param {import("./types.js").Display} now @param {number} n_fft @param {number} channelNow */
    show(now, n_fft, channelNow) {
      for (const { name, unit, input, output } of sliders) {
        input.value = String(now[name]);
        output.textContent = `${String(now[name]).replace("-", "−")}${unit ? ` ${unit}` : ""}`;
      }
      map.value = now.colormap;
      length.value = String(n_fft);
      channel.value = String(channelNow);
    },
  };
}
