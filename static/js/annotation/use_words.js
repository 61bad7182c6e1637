// @ts-check
/** The names on the keys: a repertoire's call types, or words that grow as people use them. */

import { api } from "../lib/api.js";
import { useEffect, useMemo, useState } from "../lib/html.js";
import { keepWords, readWords, wordsOfNames, wordsOfTypes } from "./words.js";

/** Decided calls whose words are offered when a batch without repertoire is opened. */
const LOOKED_AT = 200;

/**
 * @param {any} batch @param {any[]} types @param {import("./labelling.js").Labelling} labelling
 * @returns {{words: import("./words.js").Word[], addWord: (name: string) => void}}
 */
export function useWords(batch, types, labelling) {
  const isFree = !types.length;
  const [names, setNames] = useState(() => (isFree ? readWords(batch.id) : []));
  const add = (/** @type {string[]} */ more) => setNames((before) => {
    const fresh = more.filter((name) => name && !before.includes(name));
    if (!fresh.length) return before;
    const all = [...before, ...fresh];
    keepWords(batch.id, all);
    return all;
  });
  useEffect(() => {
    if (!isFree) return undefined;
    const control = new AbortController();
    api.get(`/task-batches/${batch.id}/tasks`, { query: { state: "done", limit: LOOKED_AT }, signal: control.signal }).then(
      ({ results }) => add([...new Set(results.map(({ label }) => label))].sort()),
      () => null,
    );
    return () => control.abort();
  }, [batch.id, isFree]);
  const ranked = batch.is_blind ? null : labelling.current.value?.ranking;
  useEffect(() => {
    if (isFree && ranked) add(ranked.map(({ label }) => label));
  }, [isFree, ranked]);
  const words = useMemo(() => (isFree ? wordsOfNames(names) : wordsOfTypes(types)), [isFree, names, types]);
  return { words, addWord: (name) => add([name]) };
}
