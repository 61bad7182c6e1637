// @ts-check
/** The jobs a member should see without asking: running, waiting, just ended. */

import { api } from "./api.js";
import { computed, signal } from "./html.js";
import { join, onAnyEvent } from "./live.js";
import { FOLLOW_MS, paced } from "./pacing.js";
import { inOurWords } from "./station_words.js";

/** Asked again this often, for work that others started; news of the live channel asks sooner. */
const POLL_MS = 60_000;
/** The tray holds this many; the jobs page has them all. */
const MOST = 30;

export const ENDED = ["succeeded", "failed", "cancelled"];

/** By id. @type {import("@preact/signals").Signal<Record<string, any>>} */
export const jobs = signal({});
export const trayOpen = signal(false);

export const activeJobs = computed(() =>
  Object.values(jobs.value).filter((job) => !ENDED.includes(job.state) && !job.parent_id),
);
export const recentJobs = computed(() =>
  Object.values(jobs.value)
    .filter((job) => !job.parent_id && !job.dismissed && !(job.kind === "uploads.finish" && job.state === "succeeded"))
    .sort((a, b) => String(b.created_at || "").localeCompare(String(a.created_at || "")))
    .slice(0, MOST),
);

/** @type {Map<string, () => void>} */
const leaving = new Map();
/** @type {Map<string, Set<(job: any) => void>>} */
const waiting = new Map();
let timer = 0;

/** Merges what is known of a job. @param {any} news */
function learn(news) {
  const before = jobs.value[news.id] || {};
  if (ENDED.includes(before.state) && !ENDED.includes(news.state) && (news.attempt || 0) <= (before.attempt || 0)) return;
  const job = { ...before, ...inOurWords("/jobs", news) };
  jobs.value = { ...jobs.value, [job.id]: job };
  if (!ENDED.includes(job.state)) return;
  leaving.get(job.id)?.();
  leaving.delete(job.id);
  waiting.get(job.id)?.forEach((listener) => listener(job));
  waiting.delete(job.id);
}

async function reloadJob(id) {
  try {
    learn(await api.get(`/jobs/${id}`));
  } catch (error) {
    if (error.status === 404) jobs.value = Object.fromEntries(Object.entries(jobs.value).filter(([key]) => key !== id));
  }
}

/**
 * Follows a job to its end.
 * @param {string} id @param {any} [first] what is known already @param {(job: any) => void} [onEnd]
 */
export function follow(id, first, onEnd) {
  if (onEnd) waiting.set(id, (waiting.get(id) || new Set()).add(onEnd));
  if (first) learn({ id, ...first });
  if (ENDED.includes(jobs.value[id]?.state) || leaving.has(id)) return;
  const refresh = (state) => (state?.state ? learn({ ...state, id }) : reloadJob(id));
  leaving.set(id, join(`job:${id}`, { "job.progress": (news) => learn({ ...news, id }), "job.state": (news) => (ENDED.includes(news.state) ? reloadJob(id) : learn({ ...news, id })) }, refresh));
  if (!first?.title) reloadJob(id);
}

/** Follows the job an answer speaks of: the job itself, or `{job}` or `{job_id}`. @param {any} answer @param {(job: any) => void} [onEnd] */
export function followAnswer(answer, onEnd) {
  const job = answer?.job || (answer?.state && answer?.kind ? answer : null);
  const id = job?.id || answer?.job_id;
  if (id) follow(id, job || undefined, onEnd);
  return id;
}

async function poll() {
  if (document.hidden) return;
  try {
    const page = await api.get("/jobs", { query: { state: "queued,running", limit: MOST } });
    for (const job of page.results) follow(job.id, job);
    const open = new Set(page.results.map((job) => job.id));
    for (const job of activeJobs.value) if (!open.has(job.id)) reloadJob(job.id);
  } catch {
    // The connection banner says so already; the next round tries again.
  }
}

/** Looks again: something was just started. Files arrive in bursts, so not for each of them. */
export const lookSoon = paced(() => poll(), FOLLOW_MS);

/** Starts looking; called once after sign-in. */
export function startJobs() {
  if (timer) return;
  poll();
  timer = setInterval(poll, POLL_MS);
  onAnyEvent((event, payload) => {
    if (event === "job.state" && payload.id && !jobs.value[payload.id]) follow(payload.id, payload);
    if (event === "recording.changed" && payload.state === "processing") lookSoon();
  });
}

/** @param {string} id */
export async function cancelJob(id) {
  learn(await api.post(`/jobs/${id}/cancel`).then((job) => job || { id, state: "cancelled" }));
}

/** @param {string} id */
export async function retryJob(id) {
  const job = await api.post(`/jobs/${id}/retry`);
  const next = job?.id || id;
  jobs.value = { ...jobs.value, [next]: { ...jobs.value[next], ...job, state: job?.state || "queued" } };
  follow(next, job || undefined);
  return next;
}

/** Takes ended jobs out of the tray. */
export function clearEnded() {
  jobs.value = Object.fromEntries(
    Object.entries(jobs.value).map(([id, job]) => [id, ENDED.includes(job.state) ? { ...job, dismissed: true } : job]),
  );
}
