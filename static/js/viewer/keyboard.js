// @ts-check
/** Keys of the spectrogram, and the words that describe them. */

import { pan, zoomFrequency, zoomTime } from "./view.js";
import { t } from "../lib/words.js";

/** @typedef {import("./stage.js").Stage} Stage */

const ZOOM = 1.5;

/** Part of the window that a shifted arrow moves by. */
const STEP = 0.2;

/** The order in which `b` walks along a call's edges. */
const EDGES = /** @type {const} */ ([null, "onset", "offset", "low", "high"]);

/** For the help of the page: keys and what they do. @type {[string, string][]} */
export const KEY_HELP = [
  ["← →", t("previous, next detection")],
  ["shift ← →", "pan"],
  ["↑ ↓", t("pan frequency")],
  ["+ −", t("zoom time")],
  ["alt + −", t("zoom frequency")],
  ["home end", t("start, end of the file")],
  ["f", t("fit the call")],
  ["0", t("whole file")],
  ["space", t("play, stop")],
  ["l", "loop"],
  ["n", t("new call here")],
  ["b", "choose an edge; arrows then move it (shift: ten times as far)"],
  ["s", t("split at the cursor")],
  ["m", t("merge the chosen calls")],
  ["e", t("snap to energy")],
  ["del", "delete"],
  ["u, shift u", t("undo, redo")],
  ["esc", t("let go")],
];

/** @param {HTMLElement} element @param {Stage} stage */
export function listenToKeys(element, stage) {
  element.addEventListener("keydown", (event) => {
    if (event.isComposing || !run(event, stage)) return;
    event.preventDefault();
  });
}

/** True when the key meant something. @param {KeyboardEvent} event @param {Stage} stage */
function run(event, stage) {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand) return runCommand(event, stage);
  if (stage.activeEdge() && moveEdge(event, stage)) return true;
  return runMove(event, stage) || runEdit(event, stage);
}

/** @param {KeyboardEvent} event @param {Stage} stage */
function runCommand(event, stage) {
  const key = event.key.toLowerCase();
  if (key === "z") return stage.editor(event.shiftKey ? "redo" : "undo");
  if (key === "y") return stage.editor("redo");
  if (key === "a") {
    const { t0, t1 } = stage.view();
    stage.select(stage.segments.within(t0, t1).map(({ id }) => id), "only");
    return true;
  }
  return false;
}

/** @param {KeyboardEvent} event @param {Stage} stage */
function runMove(event, stage) {
  const view = stage.view();
  const limits = stage.limits();
  const middle = (view.t0 + view.t1) / 2;
  const seconds = (view.t1 - view.t0) * STEP;
  const hertz = (view.f1 - view.f0) * STEP;
  const zoom = (/** @type {number} */ factor) =>
    event.altKey ? zoomFrequency(view, factor, (view.f0 + view.f1) / 2, limits) : zoomTime(view, factor, middle, limits);
  /** @type {Record<string, () => any>} */
  const moves = {
    ArrowLeft: () => (event.shiftKey ? stage.setView(pan(view, -seconds, 0, limits)) : stage.step(-1)),
    ArrowRight: () => (event.shiftKey ? stage.setView(pan(view, seconds, 0, limits)) : stage.step(1)),
    ArrowUp: () => stage.setView(pan(view, 0, hertz, limits)),
    ArrowDown: () => stage.setView(pan(view, 0, -hertz, limits)),
    PageUp: () => stage.setView(pan(view, -seconds / STEP, 0, limits)),
    PageDown: () => stage.setView(pan(view, seconds / STEP, 0, limits)),
    Home: () => stage.setView(pan(view, -limits.duration, 0, limits)),
    End: () => stage.setView(pan(view, limits.duration, 0, limits)),
    "+": () => stage.setView(zoom(1 / ZOOM)),
    "=": () => stage.setView(zoom(1 / ZOOM)),
    "-": () => stage.setView(zoom(ZOOM)),
    f: () => stage.fit(),
    0: () => stage.fitAll(),
    " ": () => stage.togglePlay(),
    l: () => stage.toggleLoop(),
    Escape: () => stage.letGo(),
  };
  const move = moves[event.key];
  if (!move) return false;
  return move() !== false;
}

/** @param {KeyboardEvent} event @param {Stage} stage */
function runEdit(event, stage) {
  if (event.altKey || !stage.isEditable()) return false;
  /** @type {Record<string, import("./stage.js").EditVerb>} */
  const verbs = { n: "add", s: "split", m: "merge", e: "snap", Delete: "delete", Backspace: "delete", u: "undo", U: "redo" };
  if (event.key === "b") {
    const at = EDGES.indexOf(/** @type {any} */ (stage.activeEdge()));
    return stage.setActiveEdge(EDGES[(at + 1) % EDGES.length]);
  }
  return verbs[event.key] ? stage.editor(verbs[event.key]) : false;
}

/** @param {KeyboardEvent} event @param {Stage} stage */
function moveEdge(event, stage) {
  /** @type {Record<string, [number, number]>} */
  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const direction = directions[event.key];
  if (!direction) return false;
  const pixels = event.shiftKey ? 10 : 1;
  return stage.nudgeEdge(direction[0] * pixels, direction[1] * pixels);
}
