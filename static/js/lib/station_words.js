// @ts-check
/** What the station says, in the page's language: problems by their code, its own texts by their pattern. */

import { catalogue, filled, language, locale, t } from "./words.js";

/** @typedef {{matches: RegExp, message: string}} Pattern */

/** Texts with holes as patterns, those that say most first; made when the first is needed. @type {Pattern[] | null} */
let patterns = null;

/** Texts whose hole is the title of a job, which is a text of the station itself. */
const AROUND_A_TITLE = new Set(["Done: {0}", "Failed: {0}", "Prepare: {0}"]);

/** @returns {Pattern[]} */
function allPatterns() {
  const weight = (/** @type {string} */ message) => message.replace(/\{\d+\}/g, "").length;
  return Object.keys(catalogue.server)
    .filter((message) => /\{\d+\}/.test(message))
    .sort((a, b) => weight(b) - weight(a))
    .map((message) => ({ matches: new RegExp(`^${message.split(/\{\d+\}/).map(escaped).join("(.+?)")}$`, "s"), message }));
}

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What came out lately: a text that passes twice (an answer, then news of the same job) must not be read as another one. @type {Set<string>} */
const said = new Set();
const MOST_SAID = 2000;

/** A text of the station's own in the page's language; names in it stay. @param {any} text */
export function told(text) {
  if (language === "en" || typeof text !== "string" || !text || said.has(text)) return text;
  const ours = inWordsOfThePage(text);
  if (ours !== text) {
    if (said.size >= MOST_SAID) said.clear();
    said.add(ours);
  }
  return ours;
}

/** @param {string} text @param {(hole: string) => string} [shown] how what stands in a hole is written here */
function inWordsOfThePage(text, shown = (hole) => hole) {
  if (catalogue.server[text]) return catalogue.server[text];
  patterns ||= allPatterns();
  for (const { matches, message } of patterns) {
    const found = matches.exec(text);
    if (found) return filled(catalogue.server[message], found.slice(1).map(AROUND_A_TITLE.has(message) ? told : shown));
  }
  return text;
}

/** What was found in a file, in the page's language: its figures are written as here, "1,204" as "1.204". @param {string} text */
export const findingText = (text) => (language === "en" ? text : inWordsOfThePage(text, figureOf));

/** A figure with its unit, as the station writes it. @param {string} hole */
function figureOf(hole) {
  const [, sign, digits, unit] = /^([+-]?)(\d[\d,]*(?:\.\d+)?)( ?[a-z%]{0,4})$/i.exec(hole) || [];
  if (!digits) return told(hole);
  const number = Number(digits.replaceAll(",", ""));
  const decimals = (digits.split(".")[1] || "").length;
  const figure = number.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: digits.includes(",") });
  return sign + figure + (unit === "%" ? "\u00a0%" : unit);
}

/** A detector by its name; those that follow the limits of a channel are named by the station. @param {string} name */
export function detectorName(name) {
  const [, channel] = /^Limits of (.+)$/s.exec(name) || [];
  return channel ? t`Limits of ${channel}` : name;
}

/** Addresses whose answers are the station's own words: what it can do, what it does, what it has done. */
const OWN = /^(\/api\/v1)?\/(jobs|me\/notifications|segmentation-methods|classifier-methods|clustering-methods|forecast-(?:methods|models|sessions|runs)|series-steps|dex\/badges|export-formats|telemetry\/(detector-methods|detectors|events|post-target-kinds))(\/|\?|$)/;

/** Members of such answers that people read. */
const SHOWN = new Set(["title", "label", "method_label", "kind_words", "help", "about", "summary", "stage", "slots", "text", "body"]);

/** Of a job its unit is a word too ("files"); that of a channel is somebody's own. */
const OF_JOBS = new Set([...SHOWN, "unit"]);
/** A method is described by the station, everything else by people. */
const OF_METHODS = new Set([...SHOWN, "description"]);

/** An answer of the station, its own words in the page's language. @param {string} path @param {any} answer */
export function inOurWords(path, answer) {
  const [, , area] = OWN.exec(path) || [];
  if (language === "en" || !area) return answer;
  return reworded(answer, area === "jobs" ? OF_JOBS : area.endsWith("-methods") ? OF_METHODS : SHOWN);
}

/** @param {any} value @param {Set<string>} shown @returns {any} */
function reworded(value, shown) {
  if (Array.isArray(value)) return value.map((one) => reworded(one, shown));
  if (value === null || typeof value !== "object") return value;
  // The title of a job's result is the name somebody gave it.
  if (typeof value.rel === "string") return value;
  const word = (/** @type {string} */ name, /** @type {any} */ inner) => {
    if (!shown.has(name)) return reworded(inner, shown);
    return Array.isArray(inner) ? inner.map(told) : typeof inner === "string" ? told(inner) : reworded(inner, shown);
  };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, word(name, inner)]));
}

/** What went wrong, by its code where the page speaks another language than the station. @param {any} error */
export function problemText(error) {
  const detail = error?.detail || error?.message || error?.code || String(error);
  if (language === "en") return detail;
  const known = told(detail);
  return known === detail ? catalogue.problems[error?.code] || detail : known;
}

/** What is wrong with one field. @param {{message: string, code?: string}} problem */
export function fieldText({ message, code }) {
  const known = told(message);
  return known === message ? catalogue.problems[`field ${code}`] || message : known;
}
