// @ts-check
/** A plan as the studio edits it: how a new one begins, and what changes of one part mean for another. */

/** A plan to begin with, from a dataset. @param {any | null} dataset */
export function newPlan(dataset) {
  const step_s = Math.min(86_400, Math.max(1, Math.round(dataset?.current?.step_s || 3600)));
  const day = Math.max(1, Math.round(86_400 / step_s));
  return {
    inputs: dataset ? [inputOf(dataset, dataset.current.columns[0]?.name, "target")] : [],
    step_s,
    look_back: { amount: Math.min(10_000, day > 1 ? 7 * day : 28), unit: "steps" },
    horizon: { amount: day > 1 ? day : 7, unit: "steps" },
    calendar: { features: day > 1 ? ["day", "week"] : ["week", "year"], country: "", region: "" },
    split: { kind: "percent", train: 60, validation: 20, test: 20, validation_from: null, test_from: null, until: null, n_folds: 3, shuffle: true },
    models: [orderOf("default")],
    level: 0.9,
    seed: 1,
  };
}

/** @param {any} dataset @param {string} column @param {string} role */
export function inputOf(dataset, column, role) {
  return { dataset_id: dataset.id, version_id: null, column, role, look_back: null, horizon: null, scaling: "standard", method: "mean", max_gap: null, lags: [], rolling_means: [] };
}

/** @param {string} kind */
export function orderOf(kind, strategy = "mimo") {
  return { kind, strategy, parameters: {}, search: {}, n_candidates: 12, budget_s: 600 };
}

/** "1, 24, 168" as numbers; what is no whole number above zero is left out. @param {string} text */
export const numbersOf = (text) => [...new Set(text.split(/[\s,;]+/).map(Number).filter((n) => Number.isInteger(n) && n > 0))];
