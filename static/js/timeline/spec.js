// @ts-check
/** Tracks in the address: `kind:key:measure`, each part percent-encoded, with commas between. */

import { t } from "../lib/words.js";
import { ownWord } from "./own_words.js";

/** @param {string} text @returns {import("./types.js").Spec[]} */
export function readSpecs(text) {
  return text.split(",").filter(Boolean).map((one) => {
    const [kind = "", key = "", measure = ""] = one.split(":").map(decode);
    return { kind, key, measure };
  });
}

/** @param {import("./types.js").Spec} spec */
export function specText({ kind, key, measure }) {
  return [kind, key, measure].map((part) => encodeURIComponent(part || "")).join(":").replace(/:+$/, "");
}

/** @param {import("./types.js").Spec[]} specs */
export const specsText = (specs) => specs.map(specText).join(",");

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a track is called by a scientific name. @param {import("./types.js").Spec | null} spec */
export const isSpecies = (spec) => Boolean(spec) && (spec?.kind === "calls" ? spec.key.startsWith("species=") : ["pictures", "entries"].includes(spec?.kind || "") && spec?.key !== "");

/** Lengths of bins, with their names. @type {[number, string][]} */
export const STEPS = [[60, t("1 min")], [300, t("5 min")], [900, t("15 min")], [3600, t("1 hour")], [10_800, t("3 hours")], [21_600, t("6 hours")], [43_200, t("12 hours")], [86_400, t("1 day")], [604_800, t("1 week")]];

/** @param {number} seconds */
export const stepName = (seconds) => STEPS.find(([s]) => s === seconds)?.[1] || `${seconds} s`;

/** What a track of counts is called with its bin: "calls per hour". @param {import("./types.js").Series} track @param {number} seconds */
export function perStep(track, seconds) {
  return track.form === "bars" && !track.unit.includes("/") ? t`${ownWord(track.unit)} per ${stepName(seconds).replace(/^1 /, "")}` : ownWord(track.unit);
}
