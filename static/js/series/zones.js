// @ts-check
/** Time zones to choose from: the likely ones first. */

import { t } from "../lib/words.js";

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zones most people mean. @returns {string[]} */
export const likelyZones = () => ["UTC", ...(here && here !== "UTC" ? [here] : [])];

/** @param {string} [empty] label of "none chosen" @returns {{value: string, label: string}[]} */
export function zoneChoices(empty) {
  const all = Intl.supportedValuesOf?.("timeZone") || [here];
  const likely = likelyZones();
  const rest = all.filter((name) => !likely.includes(name));
  const known = [...likely.map((name) => ({ value: name, label: name === here ? t`${name} (this computer's)` : name })), ...rest.map((name) => ({ value: name, label: name }))];
  return empty === undefined ? known : [{ value: "", label: empty }, ...known];
}
