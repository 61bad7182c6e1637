// @ts-check
/** The queue of files on their way in; it goes on while one moves from page to page. */

import { api } from "./api.js";
import { computed, signal } from "./html.js";
import { lookSoon } from "./jobs.js";
import { join } from "./live.js";
import { discardUpload, sendFile } from "./tus.js";
import { t } from "./words.js";

const AT_ONCE = 3;
/** Asks for the verdict this often in case the live channel is down. */
const VERDICT_MS = 2500;

/**
 * @typedef {{key: number, file: File, name: string, size: number, offset: number, rate: number,
 *   state: "waiting"|"sending"|"paused"|"verifying"|"stored"|"failed", metadata: Record<string, string>,
 *   id?: string, problem?: any, result?: any, retryable?: boolean}} Upload
 */

/** @type {import("@preact/signals").Signal<Upload[]>} */
export const uploads = signal([]);

export const uploadTotals = computed(() => {
  const all = uploads.value;
  const open = all.filter(({ state }) => ["waiting", "sending", "verifying"].includes(state));
  const size = all.reduce((sum, { size: n }) => sum + n, 0);
  const sent = all.reduce((sum, { offset, state, size: n }) => sum + (state === "stored" ? n : offset), 0);
  const rate = all.reduce((sum, one) => sum + (one.state === "sending" ? one.rate : 0), 0);
  return { n: all.length, nOpen: open.length, nFailed: all.filter(({ state }) => state === "failed").length, size, sent, rate };
});

/** @type {Map<number, AbortController>} */
const controls = new Map();
/** @type {Set<(upload: Upload) => void>} */
const doneListeners = new Set();
let nextKey = 1;

/** Called for each file that is stored. @param {(upload: Upload) => void} listener */
export function onStored(listener) {
  doneListeners.add(listener);
  return () => doneListeners.delete(listener);
}

/** @param {number} key @param {Partial<Upload>} patch */
function change(key, patch) {
  uploads.value = uploads.value.map((upload) => (upload.key === key ? { ...upload, ...patch } : upload));
}

/** @param {number} key */
const find = (key) => uploads.value.find((upload) => upload.key === key);

/**
 * Puts files in the queue.
 * @param {File[]} files @param {Record<string, string>} metadata `kind` for archives is found by name
 */
export function addFiles(files, metadata) {
  const added = files.map((file) => {
    const key = nextKey;
    nextKey += 1;
    const kind = metadata.kind || (/\.zip$/i.test(file.name) ? "archive" : "recording");
    return {
      key, file, name: file.name, size: file.size, offset: 0, rate: 0,
      state: /** @type {"waiting"} */ ("waiting"), metadata: { ...metadata, filename: file.name, kind },
    };
  });
  uploads.value = [...uploads.value, ...added];
  startNext();
  return added.map(({ key }) => key);
}

function startNext() {
  const free = AT_ONCE - uploads.value.filter(({ state }) => state === "sending").length;
  uploads.value.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free)).forEach(run);
}

/** @param {Upload} upload */
async function run(upload) {
  const { key, file, metadata } = upload;
  const control = new AbortController();
  controls.set(key, control);
  change(key, { state: "sending", problem: undefined });
  const rate = rateMeter();
  const show = (offset) => change(key, { offset, rate: rate(offset) });
  let leave = () => {};
  try {
    const id = await sendFile(file, {
      metadata,
      signal: control.signal,
      onStarted(started) {
        change(key, { id: started });
        // The station tells of bytes within a chunk; fetch does not.
        leave = join(`upload:${started}`, { "upload.progress": (news) => news.offset > (find(key)?.offset || 0) && show(news.offset) });
      },
      onOffset: show,
    });
    change(key, { state: "verifying", id });
    awaitVerdict(key, id);
  } catch (error) {
    if (find(key)?.state === "sending") change(key, { state: "failed", problem: error, retryable: true });
  } finally {
    leave();
    controls.delete(key);
    startNext();
  }
}

/** Bytes per second over the last few chunks. */
function rateMeter() {
  /** @type {[number, number][]} */
  const seen = [];
  return (/** @type {number} */ offset) => {
    seen.push([performance.now(), offset]);
    if (seen.length > 6) seen.shift();
    const [[t0, from]] = seen;
    const [t1, to] = seen[seen.length - 1];
    return t1 > t0 ? ((to - from) / (t1 - t0)) * 1000 : 0;
  };
}

/** @param {number} key @param {string} id */
function awaitVerdict(key, id) {
  let over = false;
  const judge = (/** @type {any} */ news) => {
    if (over || !["stored", "rejected", "expired"].includes(news?.state)) return;
    over = true;
    clearInterval(timer);
    leave();
    settle(key, news);
  };
  const ask = () => api.get(`/uploads/${id}`).then(judge, () => null);
  const leave = join(`upload:${id}`, { "upload.state": judge }, (state) => (state ? judge(state) : ask()));
  const timer = setInterval(ask, VERDICT_MS);
  ask();
}

/** @param {number} key @param {any} news */
function settle(key, news) {
  lookSoon();
  const isKnown = news.problem?.code === "already-here";
  if (news.state === "stored" || isKnown) {
    change(key, { state: "stored", result: { ...news.result, duplicate: isKnown }, offset: find(key)?.size || 0 });
    const upload = find(key);
    if (upload) doneListeners.forEach((listener) => listener(upload));
    return;
  }
  change(key, { state: "failed", problem: news.problem || { detail: t`The station answered: ${news.state}.` }, retryable: news.state === "expired" });
}

/** @param {number} key */
export function pauseUpload(key) {
  change(key, { state: "paused", rate: 0 });
  controls.get(key)?.abort();
}

/** Carries on, or tries again. @param {number} key */
export function resumeUpload(key) {
  change(key, { state: "waiting" });
  startNext();
}

/** @param {number} key */
export function removeUpload(key) {
  const upload = find(key);
  uploads.value = uploads.value.filter((one) => one.key !== key);
  controls.get(key)?.abort();
  if (upload?.id && !["stored", "verifying"].includes(upload.state)) discardUpload(upload.id).catch(() => null);
}

/** Takes the finished rows away. */
export function clearStored() {
  uploads.value = uploads.value.filter(({ state }) => state !== "stored");
}

addEventListener("beforeunload", (event) => {
  if (uploadTotals.value.nOpen) event.preventDefault();
});
