// @ts-check
/** What a call can be named: the call types of a repertoire, or the words people have used where there is none. */

import { allRows, api } from "../lib/api.js";
import { activeGroup } from "../lib/store.js";
import { withKeys } from "./keys.js";

/**
 * @typedef {{id: string | null, name: string, short: string, long: string, colour: string, key: string}} Word
 */

/** Words a batch without repertoire remembers. */
const MOST_WORDS = 200;

/** @param {string | null} speciesId @param {AbortSignal} signal @returns {Promise<{species: any, types: any[]}>} */
export async function loadRepertoire(speciesId, signal) {
  if (!speciesId) return { species: null, types: [] };
  const query = { group_id: activeGroup.value?.id };
  const [species, types] = await Promise.all([
    api.get(`/species/${speciesId}`, { query, signal }),
    allRows(`/species/${speciesId}/call-types`, query),
  ]);
  return { species, types: types.filter(({ is_retired }) => !is_retired) };
}

/** @param {any[]} types @returns {Word[]} */
export function wordsOfTypes(types) {
  return withKeys(types.map((type) => ({
    id: type.id, name: type.name, short: type.short_name || "", long: type.long_name || "", colour: type.colour, key: type.key,
  })));
}

/** @param {string} batchId @returns {string[]} */
export function readWords(batchId) {
  try {
    return JSON.parse(localStorage.getItem(placeOf(batchId)) || "[]");
  } catch {
    return [];
  }
}

/** @param {string} batchId @param {string[]} names */
export function keepWords(batchId, names) {
  try {
    localStorage.setItem(placeOf(batchId), JSON.stringify(names.slice(-MOST_WORDS)));
  } catch {
    // Full or forbidden: the words are there until the page is loaded again.
  }
}

/** @param {string[]} names @returns {Word[]} */
export function wordsOfNames(names) {
  return withKeys(names.map((name, i) => ({ id: null, name, short: "", long: "", colour: `var(--series-${(i % 8) + 1})`, key: null })));
}

/** @param {string} batchId */
const placeOf = (batchId) => `fieldstation.words.${batchId}`;

/**
 * Words that hold what was typed, those that begin with it first.
 * @param {Word[]} words @param {string} typed
 */
export function matching(words, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return words;
  const rank = ({ name, short, long }) => {
    const places = [name, short, long].map((text) => text.toLowerCase().indexOf(wanted)).filter((at) => at >= 0);
    return places.length ? Math.min(...places) : -1;
  };
  return words
    .map((word) => ({ word, at: rank(word) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
    .map(({ word }) => word);
}

/**
 * What the model says of each word, and what it says that no word stands for.
 * @param {any} task @param {Word[]} words
 */
export function guessesFor(task, words) {
  /** @type {Map<string, number>} */
  const shares = new Map();
  const others = [];
  for (const { label, probability, call_type_id } of task?.ranking || []) {
    const word = words.find(({ id, name }) => (id && id === call_type_id) || name === label);
    if (word) shares.set(word.name, probability);
    else others.push({ label, probability });
  }
  const [first] = task?.ranking || [];
  const top = first && !task.is_unknown ? [...shares].find(([, share]) => share === first.probability)?.[0] : undefined;
  return { shares, others, top };
}
