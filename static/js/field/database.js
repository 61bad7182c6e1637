// @ts-check
/** What the device holds for the field, in IndexedDB: sightings to send, names to choose from, calls taken along, refusals. */

const NAME = "fieldstation.field";

/** Stores with the field that is each row's key. */
const STORES = { sightings: "key", names: "id", calls: "place", refusals: "key", facts: "name" };

/** @typedef {keyof typeof STORES} Store */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => Object.entries(STORES).forEach(([name, keyPath]) => asked.result.createObjectStore(name, { keyPath }));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
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

/** @param {Store} store @param {string} key */
export const drop = (store, key) => within(store, "readwrite", (rows) => { rows.delete(key); });

/** @param {Store} store */
export const clear = (store) => within(store, "readwrite", (rows) => { rows.clear(); });
