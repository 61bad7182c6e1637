// @ts-check
/** What sessions, spans and scores are called in words. */

import { fixed, percent } from "../lib/format.js";
import { t, wordFor } from "../lib/words.js";
import { stepText } from "../series/facts.js";

const SECONDS = { minutes: 60, hours: 3600 };

/** A span in steps of the session. @param {{amount: number, unit: string}} span @param {number} step_s */
export const stepsOf = (span, step_s) => Math.round(span.unit === "steps" ? span.amount : (span.amount * SECONDS[span.unit]) / step_s);

/** "24 h (24 steps)". @param {{amount: number, unit: string}} span @param {number} step_s */
export function spanWords(span, step_s) {
  const n = stepsOf(span, step_s);
  return `${stepText(n * step_s)} (${n} ${wordFor(n, "step")})`;
}

/** @param {any} plan */
export const targetsOf = (plan) => plan.inputs.filter((one) => one.role === "target").map((one) => one.column);

export const ROLES = [
  { value: "target", label: "to be forecast" },
  { value: "past", label: "known up to now" },
  { value: "future", label: "known ahead" },
];

/** What the model's errors mean beside the best baseline. @param {any} scores */
export function skillWords(scores) {
  if (scores?.skill === null || scores?.skill === undefined) return "–";
  return scores.skill >= 0 ? t`${percent(scores.skill, 0)} better` : t`${percent(-scores.skill, 0)} worse`;
}

export const BASELINES = { naive: t("last value"), "seasonal-naive": t("seasonal naive"), "day-profile": t("mean profile"), mean: t("mean") };

/** Errors as tables show them. @type {[string, string, (value: any) => string, string][]} */
export const MEASURES = [
  ["mae", "MAE", (value) => fixed(value, 3), t("Mean absolute error")],
  ["mse", "MSE", (value) => fixed(value, 3), t("Mean squared error")],
  ["rmse", "RMSE", (value) => fixed(value, 3), t("Root of the mean squared error")],
  ["nrmse", "NRMSE", (value) => percent(value), t("RMSE over the range of the training part")],
  ["mape", "MAPE", (value) => percent(value), t("Mean share of the value; values of zero are left out")],
  ["smape", "sMAPE", (value) => percent(value), t("The same, of the mean of value and forecast")],
  ["wape", "WAPE", (value) => percent(value), t("Sum of the errors over the sum of the values")],
  ["mase", "MASE", (value) => fixed(value, 2), t("MAE over that of the seasonal naive forecast in the training part")],
];

/** "about 1 in 20 by chance". @param {number | null} p */
export function chanceWords(p) {
  if (p === null || p === undefined) return t("cannot be told");
  if (p < 0.001) return "p < 0.001";
  return `p = ${fixed(p, 3)}`;
}

/** Whether a chance of p says that a difference is real. @param {number | null} p */
export const isClear = (p) => p !== null && p !== undefined && p < 0.05;

/** "every 6 h". @param {number} every_s */
export const everyWords = (every_s) => t`every ${stepText(every_s)}`;

/** The parts of a split, in order of time. @type {[string, string][]} */
export const PARTS = [["train", t("Training")], ["validation", t("Validation")], ["test", t("Test")]];
