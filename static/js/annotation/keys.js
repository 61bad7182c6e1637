// @ts-check
/** Which key gives which call type, and which key does what else: a type's own key always wins. */

import { t } from "../lib/words.js";

/** Keys for call types without one of their own: digits first, then letters that no command uses. */
const DIGITS = [..."123456789"];
const LETTERS = [..."adiopqtvwyz"];

/**
 * What can be done besides naming a call. The later keys of each stay when a call type takes the first.
 * @type {Record<string, {keys: string[], label: string}>}
 */
const COMMANDS = {
  reject: { keys: ["x", "Backspace"], label: t("No call") },
  skip: { keys: ["s", "S"], label: t("Skip") },
  flag: { keys: ["f", "F"], label: t("Flag for a second look") },
  note: { keys: ["n", "N"], label: t("Note") },
  undo: { keys: ["u", "mod+z"], label: t("Undo") },
  redo: { keys: ["U", "mod+y"], label: t("Do again") },
  previous: { keys: ["ArrowLeft"], label: t("Previous call") },
  next: { keys: ["ArrowRight"], label: t("Next call, this one stays open") },
  play: { keys: ["Space"], label: t("Play, stop") },
  loop: { keys: ["l", "L"], label: t("Play again and again") },
  find: { keys: ["/"], label: t("Find a call type") },
  ranking: { keys: ["m", "M"], label: t("Show or hide the model's ranking") },
  repertoire: { keys: ["r", "R"], label: t("Picture of the repertoire") },
  edge: { keys: ["b", "B"], label: t("Choose an edge of the box; arrows move it (shift: ten times as far)") },
  snap: { keys: ["e", "E"], label: t("Snap the box to the energy") },
  cut: { keys: ["c", "C"], label: t("Cut the call in two at the pointer") },
  closer: { keys: ["+", "="], label: t("Zoom in") },
  farther: { keys: ["-"], label: t("Zoom out") },
  whole: { keys: ["0"], label: t("The usual window") },
};

/** Shown on a key cap. @param {string} key */
export const keyCap = (key) =>
  ({ ArrowLeft: "←", ArrowRight: "→", Backspace: "⌫", "mod+z": "Ctrl Z", "mod+y": "Ctrl Y", Space: "␣" })[key] ?? key;

/**
 * @template {{key?: string | null}} T
 * @param {T[]} types in their order
 * @returns {(T & {key: string})[]} "" where none is left: those are found by typing
 */
export function withKeys(types) {
  const own = new Set(types.flatMap(({ key }) => (key ? [key.toLowerCase()] : [])));
  const free = [...DIGITS, ...LETTERS].filter((key) => !own.has(key));
  return types.map((type) => ({ ...type, key: type.key ? type.key.toLowerCase() : free.shift() ?? "" }));
}

/**
 * The keys of the commands that no call type took.
 * @param {{key: string}[]} types
 * @returns {Record<string, {keys: string[], label: string}>}
 */
export function commandKeys(types) {
  const taken = new Set(types.map(({ key }) => key));
  return Object.fromEntries(
    Object.entries(COMMANDS).map(([name, { keys, label }]) => [name, { keys: keys.filter((key) => !taken.has(key)), label }]),
  );
}
