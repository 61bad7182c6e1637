// @ts-check
/** One person's work on one batch: which call is in front, what was decided, how it is taken back. */

import { newKey } from "../lib/api.js";
import { batch, computed, signal } from "../lib/html.js";
import { t } from "../lib/words.js";
import { createCuts } from "./cuts.js";
import { createOutbox } from "./outbox.js";
import { keepRecent, readRecent } from "./recent_store.js";
import { createSupply } from "./supply.js";

/** States in which a call needs nobody any more. */
const SETTLED = ["done", "rejected"];

/** Decided calls that stay at hand for going back; older ones are asked for again. */
const MOST_BEHIND = 30;

/** Decisions that can be taken back one by one. */
const MOST_ENTRIES = 100;

/**
 * @typedef {{action: string, label?: string, call_type_id?: string | null, note?: string}} Said
 * @typedef {{id: number, kind: "decision" | "reshape" | "split", task_id: number, said: Said, before: any, after: any, at: number,
 *   other_id?: number, at_s?: number}} Entry `other_id`: of a cut, the task of the second half
 */

/**
 * @param {{batchId: string, userId: string, feed: import("./feed.js").Feed, progress: any,
 *   onAnnounce: (text: string) => void}} host
 */
export function createLabelling({ batchId, userId, feed, progress: firstProgress, onAnnounce }) {
  /** In the order in which they are met. @type {import("@preact/signals").Signal<any[]>} */
  const tasks = signal([]);
  const currentId = signal(/** @type {number | null} */ (null));
  /** @type {import("@preact/signals").Signal<Entry[]>} */
  const entries = signal(readRecent(userId, batchId));
  /** @type {import("@preact/signals").Signal<Entry[]>} */
  const undone = signal([]);
  const progress = signal(firstProgress);
  const refusals = signal(/** @type {import("./outbox.js").Refusal[]} */ ([]));
  let shownAt = performance.now();
  let made = 0;

  const outbox = createOutbox({
    batchId,
    userId,
    onProgress: (news) => (progress.value = news),
    onReshaped: (task) => change(task.id, { segment: task.segment, neighbours: task.neighbours }),
    onRefused: (refusal) => {
      refusals.value = [...refusals.value.slice(-9), refusal];
      entries.value = entries.value.filter(({ task_id }) => task_id !== refusal.item.body.task_id);
      change(refusal.item.body.task_id, { isRefused: true });
      remember();
    },
  });

  const find = (/** @type {number | null} */ id) => tasks.value.find((task) => task.id === id) || null;
  const current = computed(() => find(currentId.value));
  const isOpen = (/** @type {any} */ task) => task.state === "open" && !task.isRefused;
  const remember = () => keepRecent(userId, batchId, entries.value);

  /** @param {number} id @param {any} changes */
  function change(id, changes) {
    tasks.value = tasks.value.map((task) => (task.id === id ? { ...task, ...changes } : task));
  }

  /** @param {number | null} id */
  function goTo(id) {
    currentId.value = id;
    shownAt = performance.now();
  }

  const cuts = createCuts({ outbox, tasks, goTo });
  const supply = createSupply({ feed, tasks, currentId, isOpen, goTo, outbox, progress });

  /** The next call nobody has decided, after the one in front or else from the beginning. */
  function advance() {
    const at = tasks.value.findIndex(({ id }) => id === currentId.value);
    const next = tasks.value.slice(at + 1).find(isOpen) || tasks.value.find(isOpen);
    goTo(next ? next.id : null);
    trim();
    supply.refill();
  }

  /** Forgets what lies far behind, so that a long afternoon takes no more memory than a short one. */
  function trim() {
    const at = tasks.value.findIndex(({ id }) => id === currentId.value);
    if (at > 2 * MOST_BEHIND) tasks.value = tasks.value.slice(at - MOST_BEHIND);
  }

  /** @param {any} task @param {Said} said @returns {any} what the task is afterwards */
  function outcomeOf(task, said) {
    const answers = {
      label: { state: "done", label: said.label ?? null, call_type_id: said.call_type_id ?? null },
      reject: { state: "rejected", label: null, call_type_id: null },
      skip: { state: "skipped", label: null, call_type_id: null },
      flag: { is_flagged: true },
      unflag: { is_flagged: false },
      note: { note: said.note || null },
    };
    return { ...factsOf(task), ...answers[said.action] };
  }

  /** @param {any} task @param {Said} said */
  function carryOut(task, said) {
    const spent_ms = Math.round(performance.now() - shownAt);
    outbox.decide({ key: newKey(), task_id: task.id, ...said, spent_ms, decided_at: new Date().toISOString() });
    return enter({ kind: "decision", task_id: task.id, said, before: factsOf(task), after: outcomeOf(task, said) });
  }

  /** @param {Omit<Entry, "id" | "at">} what */
  function enter(what) {
    made += 1;
    const entry = { ...what, id: made, at: Date.now() };
    apply(entry.task_id, entry.before, entry.after);
    entries.value = [...entries.value.slice(-MOST_ENTRIES), entry];
    remember();
    return entry;
  }

  /** @param {number} id @param {any} from @param {any} to */
  function apply(id, from, to) {
    change(id, to);
    const step = Number(SETTLED.includes(to.state)) - Number(SETTLED.includes(from.state));
    if (!step || !progress.value) return;
    const { n_done, n_left, n_mine_done } = progress.value;
    progress.value = { ...progress.value, n_done: n_done + step, n_left: n_left - step, n_mine_done: n_mine_done + step };
  }

  /** Takes one entry back, and what came after it on the same call first. @param {Entry} entry */
  function takeBack(entry) {
    const at = entries.value.indexOf(entry);
    const about = [entry.task_id, entry.other_id];
    const gone = entries.value.slice(at).filter(({ task_id }) => about.includes(task_id));
    for (const one of gone.reverse()) {
      if (one.kind === "split") rejoin(one);
      else if (one.kind === "reshape") outbox.reshape(one.task_id, pick(one.before.segment));
      else outbox.decide({ key: newKey(), task_id: one.task_id, action: "undo", decided_at: new Date().toISOString() });
      apply(one.task_id, one.after, one.before);
    }
    entries.value = entries.value.filter((one) => !gone.includes(one));
    undone.value = [...undone.value, ...gone];
    remember();
    change(entry.task_id, { isRefused: false });
    return open(entry.task_id);
  }

  /** A cut that cannot be taken back any more is told like a decision that was not taken. @param {Entry} entry */
  function rejoin({ task_id, other_id = 0 }) {
    cuts.join(task_id, other_id).catch(({ code, detail }) => {
      refusals.value = [...refusals.value.slice(-9), { item: /** @type {any} */ ({ body: { task_id } }), code, detail }];
    });
  }

  /** @param {any} task @param {number} at_s */
  async function cut(task, at_s) {
    const [, other_id] = await cuts.cut(task, at_s);
    undone.value = [];
    return enter({ kind: "split", task_id: task.id, said: { action: "split" }, before: factsOf(task), after: factsOf(task), other_id, at_s });
  }

  /** Puts a call in front; one that is not at hand is asked for. @param {number} id */
  async function open(id) {
    if (find(id)) {
      goTo(id);
      return;
    }
    try {
      const task = await feed.open(id);
      batch(() => {
        tasks.value = [task, ...tasks.value.filter((one) => one.id !== task.id)];
        goTo(task.id);
      });
    } catch (error) {
      onAnnounce(error.detail || t("This call could not be opened."));
    }
  }

  return {
    tasks, current, entries, undone, progress, refusals, supply, outbox, open, carryOut, advance, cut,
    isLabelling: feed.isLabelling,
    /** Open calls that come next, soonest first. */
    coming() {
      const at = tasks.value.findIndex(({ id }) => id === currentId.value);
      const rest = tasks.value.slice(at + 1);
      return (feed.isLabelling ? rest.filter(isOpen) : rest).slice(0, feed.ahead);
    },
    /** A new box for a call. @param {any} task @param {Record<string, number | null>} changes */
    reshape(task, changes) {
      const box = { ...task.segment, ...changes };
      outbox.reshape(task.id, pick(box));
      const last = entries.value.at(-1);
      // Many small moves of one box are one thing to take back.
      const isMore = last?.kind === "reshape" && last.task_id === task.id;
      if (isMore) entries.value = entries.value.slice(0, -1);
      enter({
        kind: "reshape", task_id: task.id, said: { action: "reshape" },
        before: isMore ? last.before : { segment: task.segment, state: task.state }, after: { segment: box, state: task.state },
      });
      undone.value = [];
    },
    undo() {
      const last = entries.value.at(-1);
      if (last) takeBack(last);
      return last || null;
    },
    takeBack,
    redo() {
      const entry = undone.value.at(-1);
      const task = entry && find(entry.task_id);
      if (!entry || !task) return null;
      const rest = undone.value.slice(0, -1);
      if (entry.kind === "split") cut(task, entry.at_s || 0).catch(({ detail }) => onAnnounce(detail || t("The call could not be cut.")));
      else if (entry.kind === "reshape") this.reshape(task, pick(entry.after.segment));
      else carryOut(task, entry.said);
      undone.value = rest;
      if (entry.after.state !== "open") advance();
      return entry;
    },
    /** @param {1 | -1} direction */
    step(direction) {
      const at = tasks.value.findIndex(({ id }) => id === currentId.value);
      const next = currentId.value === null ? tasks.value.at(-1) : tasks.value[at + direction];
      if (!next) return false;
      goTo(next.id);
      supply.refill();
      return true;
    },
    dismissRefusals: () => (refusals.value = []),
    close() {
      supply.close();
      outbox.close();
    },
  };
}

/** @typedef {ReturnType<typeof createLabelling>} Labelling */

/** @param {any} task */
function factsOf({ state, label, call_type_id, is_flagged, note }) {
  return { state, label, call_type_id, is_flagged, note };
}

/** @param {any} box */
function pick({ onset_s, offset_s, low_hz, high_hz }) {
  return { onset_s, offset_s, low_hz, high_hz };
}
