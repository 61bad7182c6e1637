// @ts-check
/** Words of species pages: Red List categories, ranks, how a name was found. */

import { t } from "../lib/words.js";

/** @type {Record<string, string>} */
export const RED_LIST = {
  EX: t("Extinct"), EW: t("Extinct in the wild"), CR: t("Critically endangered"), EN: t("Endangered"), VU: t("Vulnerable"),
  NT: t("Near threatened"), LC: t("Least concern"), DD: t("Data deficient"), NE: t("Not evaluated"),
};

export const RANKS = [["kingdom", t("Kingdom")], ["phylum", t("Phylum")], ["class_name", t("Class")], ["order_name", t("Order§rank")], ["family", t("Family")], ["genus", t("Genus")]];

/** @type {Record<string, string>} */
export const FOUND = { prefix: t("begins so"), "common-name": t("called so"), fuzzy: t("spelt nearly so") };

/** Whether names of this rank stand in italics. @param {string} rank */
export const isItalic = (rank) => ["genus", "species", "subspecies", "variety", "form", ""].includes(rank);
