// @ts-check
/**
 * The language of the page. English stands in the code; other languages come from one catalogue each, loaded before
 * anything is drawn. Another language means another page: a choice is kept and the page opened anew.
 */

const KEPT = "fieldstation.language";

/** Languages there are, each by its own name. */
export const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "de", label: "Deutsch" },
  { value: "es", label: "Español" },
];

/** How numbers and dates are written where the person names no country. @type {Record<string, string>} */
const WRITTEN = { en: "en-GB", de: "de-DE", es: "es-ES" };

/** @param {string | null | undefined} tag "de-AT" @returns {string} "de", or "" where there is no such language */
function languageOf(tag) {
  const base = String(tag || "").toLowerCase().split("-")[0];
  return base in WRITTEN ? base : "";
}

const kept = localStorage.getItem(KEPT) || "";

/** What was chosen, with its country; of the browser's wishes only the language, as its country is seldom a choice. */
const asked = languageOf(kept) ? kept : navigator.languages.map(languageOf).find(Boolean) || "en";

/** "en", "de" or "es". */
export const language = languageOf(asked);

/** The tag for `Intl`: with the country, where the person named one. */
export const locale = asked === language ? WRITTEN[language] : wellFormed(asked);

/** @param {string} tag */
function wellFormed(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return WRITTEN[language];
  }
}

/**
 * `page`: texts of the page by their English; `server`: texts the station sends, their holes numbered; `problems`: what
 * an error code means.
 * @typedef {{page: Record<string, string>, server: Record<string, string>, problems: Record<string, string>}} Catalogue
 */

/** @type {Catalogue} */
export const catalogue = language === "en" ? { page: {}, server: {}, problems: {} } : await load();

document.documentElement.lang = language;

/** A page in English is better than none: a catalogue that does not come is done without. @returns {Promise<Catalogue>} */
async function load() {
  try {
    const answer = await fetch(`/static/locales/${language}.json`);
    return await answer.json();
  } catch {
    return { page: {}, server: {}, problems: {} };
  }
}

/**
 * A text in the page's language: `t("Saved")`, or with holes t`Working in ${name}`. What is in a hole is not translated.
 * @overload @param {TemplateStringsArray} text @param {...any} values @returns {string}
 */
/** @overload @param {string} text @returns {string} */
/** @overload @param {any} text @returns {any} what is no text stays what it is */
/** @param {any} text @param {...any} values */
export function t(text, ...values) {
  if (typeof text === "string") return lookUp(text);
  if (!Array.isArray(text) || !("raw" in text)) return text;
  return filled(lookUp(numbered(text)), values);
}

/** The pieces of a template with `{0}`, `{1}` where its holes are. @param {readonly string[]} pieces */
export function numbered(pieces) {
  return pieces.reduce((sum, piece, i) => `${sum}{${i - 1}}${piece}`);
}

/**
 * A message in the other language, the white space around it kept. What follows a "§" tells two meanings of one English
 * word apart ("Order§rank") and is never shown.
 * @param {string} message
 */
export function lookUp(message) {
  const english = message.split("§", 1)[0];
  if (language === "en") return english;
  const [, before, inner, after] = /** @type {string[]} */ (/^(\s*)([^]*?)(\s*)$/.exec(message));
  const found = catalogue.page[inner.replace(/\s+/g, " ")];
  return found ? before + found + after : english;
}

/** "{1} of {0}" with its holes filled. @param {string} message @param {any[]} values */
export function filled(message, values) {
  return message.replace(/\{(\d+)\}/g, (_, i) => String(values[Number(i)] ?? ""));
}

/** The word for one or for many. @param {number} n @param {string} one @param {string} [many] */
export function wordFor(n, one, many = `${one}s`) {
  const [single, several] = (catalogue.page[`${one}|${many}`] || `${one}|${many}`).split("|");
  return n === 1 ? single : several;
}

/** Keeps the choice and opens the page anew in it. @param {string} tag */
export function speak(tag) {
  if (!languageOf(tag) || tag === kept) return;
  localStorage.setItem(KEPT, tag);
  // Where nothing can be kept, opening anew would go on for ever.
  if (localStorage.getItem(KEPT) === tag && tag !== asked) location.reload();
}

/** Texts to choose from that may be names people gave: those of things with an id, and those that are their own value, stay. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** @param {{value: any, label: any}} choice */
export function choiceText({ value, label }) {
  return String(value) === String(label) || ID.test(String(value)) ? label : t(label);
}

/** A step of the trail above a page: places of the station are translated, things by their names are not. @param {{label: any, href?: string}} crumb */
export function crumbText({ label, href }) {
  return href && !ID.test(href.split("/").pop() || "") ? t(label) : label;
}
