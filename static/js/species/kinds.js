// @ts-check
/** Words of species pages: Red List categories, ranks, how a name was found. */

/** @type {Record<string, string>} */
export const RED_LIST = {
  EX: "Extinct", EW: "Extinct in the wild", CR: "Critically endangered", EN: "Endangered", VU: "Vulnerable",
  NT: "Near threatened", LC: "Least concern", DD: "Data deficient", NE: "Not evaluated",
};

export const RANKS = [["kingdom", "Kingdom"], ["phylum", "Phylum"], ["class_name", "Class"], ["order_name", "Order"], ["family", "Family"], ["genus", "Genus"]];

/** @type {Record<string, string>} */
export const FOUND = { prefix: "begins so", "common-name": "called so", fuzzy: "spelt nearly so" };

/** Whether names of this rank stand in italics. @param {string} rank */
export const isItalic = (rank) => ["genus", "species", "subspecies", "variety", "form", ""].includes(rank);
