// @ts-check
/** What stands for a group of animals where there is no picture, and how numbers and places are written on cards. */

import { longDay, longMonth } from "../lib/format.js";
import { t } from "../lib/words.js";

const BY_CLASS = {
  Aves: "bird", Mammalia: "squirrel", Insecta: "bug", Arachnida: "bug", Reptilia: "turtle", Testudines: "turtle", Squamata: "turtle",
  Actinopterygii: "fish", Teleostei: "fish", Elasmobranchii: "fish", Chondrichthyes: "fish", Gastropoda: "snail", Bivalvia: "shell",
  Cephalopoda: "shell", Clitellata: "worm", Polychaeta: "worm", Magnoliopsida: "flower-2", Liliopsida: "flower-2", Pinopsida: "trees",
};
const BY_KINGDOM = { Plantae: "leaf", Fungi: "sprout" };

/** The icon of a species' group, "" where there is none. @param {{class?: string, kingdom?: string}} species */
export function emblemOf(species) {
  return BY_CLASS[species?.class || ""] || BY_KINGDOM[species?.kingdom || ""] || "";
}

/** @param {number} n 1 to 3999 in Roman figures, above as it is */
export function roman(n) {
  if (!(n > 0 && n < 4000)) return String(n);
  const parts = [[1000, "M"], [900, "CM"], [500, "D"], [400, "CD"], [100, "C"], [90, "XC"], [50, "L"], [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"]];
  let rest = n;
  return parts.map(([value, text]) => { const times = Math.floor(rest / Number(value)); rest -= times * Number(value); return String(text).repeat(times); }).join("");
}

/** "June 2026". */
export const monthOf = longMonth;

/** "14 June 2026". */
export const dayOf = longDay;

/** Where an entry was seen, in words. @param {any} entry */
export function placeOf(entry) {
  if (entry.place_name) return entry.place_name;
  if (entry.latitude === null) return "";
  const north = `${Math.abs(entry.latitude).toFixed(1)}° ${entry.latitude < 0 ? "S" : "N"}`;
  const east = `${Math.abs(entry.longitude).toFixed(1)}° ${entry.longitude < 0 ? "W" : "E"}`;
  return `${entry.is_obscured ? "near " : ""}${north}, ${east}`;
}

export const IUCN = {
  EX: t("extinct"), EW: t("extinct in the wild"), CR: t("critically endangered"), EN: t("endangered"), VU: t("vulnerable"),
  NT: t("near threatened"), LC: t("least concern"), DD: t("data deficient"), NE: t("not evaluated"),
};

export const VISIBILITIES = [
  { value: "private", label: t("Only I"), icon: "lock" },
  { value: "friends", label: t("Friends"), icon: "users" },
  { value: "public", label: t("Everybody here"), icon: "eye" },
];

export const SHAPES = [
  { value: "plate", label: "Plate" }, { value: "oval", label: "Oval" }, { value: "field", label: "Field sketch" }, { value: "specimen", label: "Specimen" },
];

export const STICKERS = { star: "star", leaf: "leaf", feather: "feather", moon: "moon", drop: "droplet", sun: "sun", paw: "paw-print", egg: "egg", shell: "shell", snow: "snowflake" };

/** Mounts a card can have; the first is the paper itself. */
export const MOUNTS = ["#8a6d4a", "#3d6a33", "#3b5c7b", "#a13a29", "#85550a", "#6b4f7d", "#2f8080", "#20241e"];
