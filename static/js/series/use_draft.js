// @ts-check
/** Steps one is thinking about: added, set, moved, tried, and not yet applied. Kept while the tab is open. */

import { useEffect, useState } from "../lib/html.js";

/** @typedef {{key: number, name: string, params: Record<string, any>, columns: string[]}} DraftStep */

let nextKey = 1;

/** @param {string} id */
export function useDraft(id) {
  const kept = `fieldstation.draft.${id}`;
  const [steps, setSteps] = useState(/** @type {DraftStep[]} */ (read(kept)));
  const [chosen, setChosen] = useState(/** @type {number | null} */ (null));
  const [preview, setPreview] = useState(/** @type {any} */ (null));
  useEffect(() => sessionStorage.setItem(kept, JSON.stringify(steps)), [steps]);
  const add = (found) => {
    const fresh = found.map((step) => ({ key: nextKey++, name: step.name, params: { ...step.params }, columns: [...(step.columns || [])] }));
    setSteps((before) => [...before, ...fresh]);
    setChosen(fresh.at(-1)?.key ?? null);
  };
  const change = (key, patch) => {
    setSteps((before) => before.map((step) => (step.key === key ? { ...step, ...patch } : step)));
    setChosen(key);
  };
  const remove = (key) => {
    setSteps((before) => before.filter((step) => step.key !== key));
    setChosen((now) => (now === key ? null : now));
  };
  const move = (key, by) => setSteps((before) => {
    const at = before.findIndex((step) => step.key === key);
    const to = at + by;
    if (to < 0 || to >= before.length) return before;
    const next = [...before];
    next.splice(to, 0, ...next.splice(at, 1));
    return next;
  });
  const clear = () => { setSteps([]); setChosen(null); setPreview(null); };
  const at = steps.findIndex(({ key }) => key === chosen);
  return {
    steps, chosen, choose: setChosen, add, change, remove, move, clear, preview, setPreview, stop: () => setPreview(null),
    /** What is tried: the chosen step after those before it. */
    tried: at < 0 ? [] : steps.slice(0, at + 1).map(plain),
    plain: () => steps.map(plain),
  };
}

/** @param {DraftStep} step */
const plain = ({ name, params, columns }) => ({ name, params, columns });

/** @param {string} kept @returns {DraftStep[]} */
function read(kept) {
  try {
    return JSON.parse(sessionStorage.getItem(kept) || "[]").map((step) => ({ ...step, key: nextKey++ }));
  } catch {
    return [];
  }
}
