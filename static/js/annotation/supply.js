// @ts-check
/** Keeps enough calls at hand: asks for more in time, and again when the network was away. */

import { batch, signal } from "../lib/html.js";

/** Waits before asking again when the station does not answer. */
const AGAIN_MS = 3000;

/**
 * @param {{feed: import("./feed.js").Feed, tasks: import("@preact/signals").Signal<any[]>,
 *   currentId: import("@preact/signals").Signal<number | null>, isOpen: (task: any) => boolean,
 *   goTo: (id: number | null) => void, outbox: import("./outbox.js").Outbox,
 *   progress: import("@preact/signals").Signal<any>}} host
 */
export function createSupply({ feed, tasks, currentId, isOpen, goTo, outbox, progress }) {
  const state = signal(/** @type {"loading" | "ready" | "exhausted" | "failed"} */ ("loading"));
  const error = signal(/** @type {any} */ (null));
  /** @type {Promise<void> | null} */
  let asking = null;
  let isClosed = false;
  let takesSkipped = false;
  let timer = 0;

  /** Calls still to come: open ones for whoever labels, those after the one in front for whoever looks. */
  function nAtHand() {
    if (feed.isLabelling) return tasks.value.filter(isOpen).length;
    return tasks.value.length - 1 - tasks.value.findIndex(({ id }) => id === currentId.value);
  }

  /** What has come and is new here; what was skipped comes again only when it is asked for. @param {any[]} more */
  function freshOf(more) {
    if (!feed.isLabelling) return more;
    const known = new Set(tasks.value.filter((task) => !takesSkipped || task.state !== "skipped").map(({ id }) => id));
    const fresh = more.filter((task) => !known.has(task.id) && (task.state === "open" || takesSkipped));
    return fresh.map((task) => ({ ...task, state: "open" }));
  }

  /** @param {any[]} fresh @param {any} news */
  function take(fresh, news) {
    const ids = new Set(fresh.map(({ id }) => id));
    tasks.value = [...tasks.value.filter(({ id }) => !ids.has(id)), ...fresh];
    if (news && !outbox.items.value.length) progress.value = news;
    state.value = fresh.length ? "ready" : "exhausted";
    error.value = null;
    if (currentId.value === null) goTo((feed.isLabelling ? tasks.value.find(isOpen) : fresh[0])?.id ?? null);
  }

  /** Asks for more when there are too few, one request at a time. @returns {Promise<void>} */
  function refill() {
    const n = nAtHand();
    if (asking) return asking;
    if (isClosed || n >= feed.ahead || (n > 0 && state.value === "exhausted")) return Promise.resolve();
    clearTimeout(timer);
    asking = ask(n).finally(() => {
      asking = null;
      if (state.value === "ready") refill();
    });
    return asking;
  }

  /** @param {number} n calls at hand */
  async function ask(n) {
    try {
      if (!n && state.value !== "failed") state.value = "loading";
      // The station still counts as ours what is decided and not yet sent.
      if (!n) await outbox.flush();
      const { tasks: more, progress: news } = await feed.more(tasks.value.findLast(isOpen)?.id ?? null).catch(takenAlong);
      batch(() => take(freshOf(more), news));
    } catch (problem) {
      error.value = problem;
      state.value = "failed";
      if (!problem.status || problem.status >= 500) timer = setTimeout(refill, AGAIN_MS);
    }
  }

  /** What is on this device, when the station cannot be reached; what was decided here waits to be sent. @param {any} problem */
  async function takenAlong(problem) {
    const decided = new Set([...outbox.items.value.map(({ body }) => body.task_id), ...tasks.value.map(({ id }) => id)]);
    const held = problem.status === 0 ? (await feed.kept()).filter(({ id }) => !decided.has(id)) : [];
    if (!held.length) throw problem;
    return { tasks: held, progress: null };
  }

  return {
    state,
    error,
    refill,
    /** Asks once more, after there was nothing left: what was skipped comes again too. */
    async lookAgain() {
      await asking;
      takesSkipped = true;
      await refill();
      takesSkipped = false;
    },
    /** Keeps the calls at hand for this person, and takes over what the model says of them now. */
    async renew() {
      if (!feed.isLabelling) return;
      const { tasks: held } = await feed.more(null).catch(() => ({ tasks: [] }));
      const news = new Map(held.map((task) => [task.id, task]));
      tasks.value = tasks.value.map((task) => {
        const now = news.get(task.id);
        return now && isOpen(task) ? { ...task, ranking: now.ranking, is_unknown: now.is_unknown } : task;
      });
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
