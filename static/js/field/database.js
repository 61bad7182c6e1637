// @ts-check
/** What the device holds for the field, in IndexedDB: sightings and decisions to send, names to choose from, calls taken along, refusals. */

import { t } from "../lib/words.js";

const NAME = "fieldstation.field";

/** Goes up with every store that is added. */
const VERSION = 2;

/** Stores with the field that is each row's key. */
const STORES = { sightings: "key", names: "id", calls: "place", refusals: "key", facts: "name", decisions: "place" };

/** @typedef {keyof typeof STORES} Store */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const missing = Object.entries(STORES).filter(([name]) => !asked.result.objectStoreNames.contains(name));
      missing.forEach(([name, keyPath]) => asked.result.createObjectStore(name, { keyPath }));
    };
    // A tab of an earlier version holds it; what cannot be kept meanwhile is sent from memory.
    asked.onblocked = () => reject(new Error(t("Another tab shows an earlier version of these pages")));
    asked.onsuccess = () => {
      // A tab of a later version must not wait until this one is closed.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  opened.catch(() => { opened = null; });
  return opened;
}

/**
 * Does something with one store; resolves when it is on the disk.
 * @template T
 * @param {Store} store @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T> | void} work
 * @returns {Promise<T>}
 */
async function within(store, mode, work) {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const asked = work(transaction.objectStore(store));
  // At once, not when the page comes round to it: it may be closed the next moment.
  if (mode === "readwrite") transaction.commit?.();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(/** @type {T} */ (asked ? asked.result : undefined));
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** @param {Store} store @returns {Promise<any[]>} every row, by key */
export const allOf = (store) => within(store, "readonly", (rows) => rows.getAll());

/** @param {Store} store @param {string} key @returns {Promise<any>} */
export const oneOf = (store, key) => within(store, "readonly", (rows) => rows.get(key));

/** @param {Store} store @param {any[]} added */
export const put = (store, ...added) => within(store, "readwrite", (rows) => added.forEach((row) => rows.put(row)));

/** @param {Store} store @param {string[]} keys */
export const drop = (store, ...keys) => within(store, "readwrite", (rows) => keys.forEach((key) => rows.delete(key)));

/** @param {Store} store */
export const clear = (store) => within(store, "readwrite", (rows) => { rows.clear(); });
