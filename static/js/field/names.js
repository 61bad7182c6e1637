// @ts-check
/** Names of species on this device, to choose from where the station cannot be asked. */

import { allRows } from "../lib/api.js";
import { allOf, clear, oneOf, put } from "./database.js";

/** Names one device takes along: more than anybody meets in a summer. */
const MOST = 5000;

/** Names offered at a time. */
const OFFERED = 8;

/** Taken anew after this long, when the station is there. */
const OLD_MS = 24 * 3600_000;

/** @returns {Promise<{n: number, at: string} | null>} what is on this device */
export async function namesHere() {
  return (await oneOf("facts", "names")) || null;
}

/** Fetches the names the station knows. */
export async function takeNames() {
  const rows = await allRows("/species", {}, MOST);
  await clear("names");
  await put("names", ...rows.map(({ id, scientific_name, common_name, family }) => ({ id, scientific_name, common_name, family })));
  const facts = { name: "names", n: rows.length, at: new Date().toISOString() };
  await put("facts", facts);
  return facts;
}

/** Takes the names when there are none or old ones. */
export async function refreshNames() {
  const here = await namesHere();
  return here && Date.now() - Date.parse(here.at) < OLD_MS ? here : takeNames();
}

/** Names that hold what was typed, those that begin with it first. @param {string} text @returns {Promise<any[]>} */
export async function findNames(text) {
  const wanted = text.trim().toLowerCase();
  const rank = ({ scientific_name, common_name }) => {
    const places = [scientific_name, common_name || ""].map((name) => name.toLowerCase().indexOf(wanted)).filter((at) => at >= 0);
    return places.length ? Math.min(...places) : -1;
  };
  return (await allOf("names"))
    .map((row) => ({ row, at: rank(row) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.row.scientific_name.localeCompare(b.row.scientific_name))
    .slice(0, OFFERED)
    .map(({ row }) => row);
}
