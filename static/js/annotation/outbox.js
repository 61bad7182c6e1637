// @ts-check
/**
 * What was decided and is not yet at the station: kept on this device until it is, sent in its order, once each.
 * Every item has a place of its own there, so that two tabs never write over each other.
 */

import { newKey, request } from "../lib/api.js";
import { ApiError } from "../lib/http.js";
import { computed, signal } from "../lib/html.js";
import { t } from "../lib/words.js";
import { dropItems, keepItem, keptItems } from "./kept_items.js";

/** Decisions of one request; the station takes 200. */
const MOST_AT_ONCE = 100;

/** Rest before sending, so that quick decisions go together. A box that is still being moved rests longer. */
const REST_MS = 250;
const RESHAPE_REST_MS = 800;

/** First wait after a failure; doubles up to half a minute. */
const RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/** Answers that pass by themselves; the others say that an item cannot be taken at all. */
const PASSING = [0, 401, 408, 425, 429, 500, 502, 503, 504];

/**
 * @typedef {{key: string, task_id: number, action: string, label?: string, call_type_id?: string | null,
 *   note?: string, spent_ms?: number, decided_at: string}} Decision
 * @typedef {{place: string, kind: "decision", body: Decision}
 *   | {place: string, kind: "reshape", body: {task_id: number, changes: Record<string, number | null>}}} Item
 * @typedef {{item: Item, code: string, detail: string}} Refusal
 */

/**
 * @param {{batchId: string, userId: string, onRefused: (refusal: Refusal) => void,
 *   onProgress: (progress: any) => void, onReshaped: (task: any) => void}} host
 */
export function createOutbox({ batchId, userId, onRefused, onProgress, onReshaped }) {
  /** @type {import("@preact/signals").Signal<Item[]>} */
  const items = signal([]);
  /** Places that the device has taken; the others are in memory alone and are sent from there. @type {Set<string>} */
  const kept = new Set();
  const problem = signal(/** @type {any} */ (null));
  let made = 0;
  let tries = 0;
  let timer = 0;
  let isClosed = false;
  /** @type {Promise<void> | null} */
  let sending = null;
  /** What is being written; nothing is sent before, so that what is sent is known to the other tabs. @type {Promise<void>} */
  let written = keptItems(userId, batchId).then(takeUp, () => undefined);

  /** What was decided here before goes first. @param {Item[]} found */
  function takeUp(found) {
    found.forEach(({ place }) => kept.add(place));
    items.value = [...found, ...items.value];
    if (found.length) soon(0);
  }

  /** @param {any} item */
  function add(item) {
    made += 1;
    const whole = /** @type {Item} */ ({ ...item, place: `${Date.now()}.${String(made).padStart(6, "0")}.${newKey().slice(0, 8)}` });
    const last = items.value.at(-1);
    const isSameBox = !sending && whole.kind === "reshape" && last?.kind === "reshape" && last.body.task_id === whole.body.task_id;
    if (isSameBox) drop([last]);
    items.value = [...items.value, whole];
    // Begun at once; a storage that is full or forbidden leaves the item in memory.
    const keeping = keepItem(userId, batchId, whole).then(() => { kept.add(whole.place); }, () => undefined);
    written = written.then(() => keeping);
    if (!problem.value) soon(whole.kind === "reshape" ? RESHAPE_REST_MS : REST_MS);
  }

  /** @param {Item[]} gone */
  function drop(gone) {
    const places = new Set(gone.map(({ place }) => place));
    const dropping = dropItems([...places]).catch(() => undefined);
    written = written.then(() => dropping);
    items.value = items.value.filter(({ place }) => !places.has(place));
  }

  /** @param {number} ms */
  function soon(ms) {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(pump, ms);
  }

  /** Sends the next lot, one at a time however many ask. */
  function pump() {
    if (!items.value.length) return Promise.resolve();
    sending ??= sendNext().finally(() => {
      sending = null;
    });
    return sending;
  }

  async function sendNext() {
    try {
      await written;
      await alone(`fieldstation.decisions.${userId}.${batchId}`, async () => {
        await forgetSent();
        await send(nextLot(items.value));
        await written;
      });
      tries = 0;
      problem.value = null;
      soon(items.value.length ? 0 : REST_MS);
    } catch (error) {
      problem.value = error;
      tries += 1;
      soon(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (tries - 1)));
    }
  }

  /** What another tab sent meanwhile is not sent again. */
  async function forgetSent() {
    // Those written before the device is asked: one written while it answers is not in the answer.
    const asked = new Set(kept);
    const here = await keptItems(userId, batchId).catch(() => null);
    if (!here) return;
    const places = new Set(here.map(({ place }) => place));
    items.value = items.value.filter(({ place }) => places.has(place) || !asked.has(place));
  }

  /** @param {Item[]} lot */
  async function send(lot) {
    if (!lot.length) return;
    try {
      await (lot[0].kind === "reshape" ? sendBox(lot[0]) : sendDecisions(lot));
    } catch (error) {
      if (!(error instanceof ApiError) || PASSING.includes(error.status)) throw error;
      // One bad item must not hold up the others: each is sent by itself and refused by itself.
      if (lot.length > 1) for (const item of lot) await send([item]);
      else refuse(lot[0], error.code, error.detail);
    }
  }

  /** @param {Item[]} lot */
  async function sendDecisions(lot) {
    const body = { decisions: lot.map(({ body: decision }) => decision) };
    const answer = await (await request("POST", `/task-batches/${batchId}/decisions`, { body })).json();
    const outcomes = new Map(answer.results.map((one) => [one.key, one]));
    if (!outcomes.size) throw new Error(t("the station answered none of the decisions"));
    for (const item of lot) {
      const outcome = outcomes.get(/** @type {Decision} */ (item.body).key);
      if (outcome?.outcome === "refused") refuse(item, outcome.code, outcome.detail);
      else if (outcome) drop([item]);
    }
    if (answer.progress && !items.value.length) onProgress(answer.progress);
  }

  /** @param {any} item */
  async function sendBox(item) {
    const { task_id, changes } = item.body;
    const task = await (await request("PATCH", `/tasks/${task_id}/segment`, { body: changes })).json();
    drop([item]);
    onReshaped(task);
  }

  /** @param {Item} item @param {string} code @param {string} detail */
  function refuse(item, code, detail) {
    drop([item]);
    onRefused({ item, code, detail });
  }

  const again = () => {
    tries = 0;
    soon(0);
  };
  addEventListener("online", again);

  return {
    /** @param {Decision} body */
    decide: (body) => add({ kind: "decision", body }),
    /** @param {number} task_id @param {Record<string, number | null>} changes */
    reshape: (task_id, changes) => add({ kind: "reshape", body: { task_id, changes } }),
    items,
    state: computed(() => {
      if (!items.value.length) return "saved";
      return problem.value ? "waiting" : "sending";
    }),
    problem,
    again,
    /** Resolves when all was sent, or when sending failed. */
    async flush() {
      clearTimeout(timer);
      await written;
      do await pump();
      while (items.value.length && !problem.value);
    },
    /** The page is going: what waits is sent once more without waiting for the answer; it stays kept. */
    sendOff() {
      const lot = nextLot(items.value);
      if (!lot.length || lot[0].kind !== "decision") return Promise.resolve();
      const body = { decisions: lot.map(({ body: decision }) => decision) };
      return request("POST", `/task-batches/${batchId}/decisions`, { body, keepalive: true });
    },
    /** What is not sent yet stays kept; the field desk sends it. */
    close() {
      clearTimeout(timer);
      isClosed = true;
      removeEventListener("online", again);
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/** The next box, or the decisions up to it. @param {Item[]} items */
function nextLot(items) {
  const box = items.findIndex(({ kind }) => kind === "reshape");
  if (box === 0) return items.slice(0, 1);
  return items.slice(0, box > 0 ? Math.min(box, MOST_AT_ONCE) : MOST_AT_ONCE);
}

/** One tab sends at a time; without the lock the keys still make each decision count once. @param {string} name @param {() => Promise<void>} work */
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
