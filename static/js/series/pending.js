// @ts-check
/** Files dropped on the list of datasets, taken over by the import page. */

/** @type {File[]} */
let held = [];

/** @param {File[]} files */
export function hold(files) {
  held = files;
}

/** The files, once. */
export function takeHeld() {
  const files = held;
  held = [];
  return files;
}
