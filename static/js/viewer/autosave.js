// @ts-check
/** Sends what was edited a moment after the last change, one request at a time, and holds on to it when that fails. */

/** @typedef {import("./types.js").Operation} Operation @typedef {import("./types.js").Segment} Segment */

/** Rest after the last change before it is sent. */
const REST_MS = 700;

/** First wait after a failure; doubles up to a minute. */
const RETRY_MS = 2000;

/** @param {string} id */
const isNew = (id) => id.startsWith("new-");

/**
 * Folds operations into as few as say the same: changes of a call that is itself new go into its addition, and a
 * new call that was deleted again leaves nothing.
 * @param {Operation[]} operations @returns {Operation[]}
 */
export function folded(operations) {
  /** @type {Operation[]} */
  const list = [];
  const additionOf = (/** @type {string} */ id) =>
    list.findIndex((op) => op.op === "add" && op.segment.id === id);
  const isUnsent = (/** @type {string} */ id) => isNew(id) || additionOf(id) >= 0;
  for (const whole of operations) {
    for (const operation of simplified(whole, isUnsent)) foldInto(list, operation, additionOf);
  }
  return list;
}

/** @param {Operation[]} list @param {Operation} operation @param {(id: string) => number} additionOf */
function foldInto(list, operation, additionOf) {
  const at = operation.op === "update" || operation.op === "delete" ? additionOf(operation.id) : -1;
  if (at < 0) {
    pushOrJoin(list, operation);
  } else if (operation.op === "delete") {
    list.splice(at, 1);
  } else if (operation.op === "update") {
    const added = /** @type {{op: "add", segment: Segment}} */ (list[at]);
    list[at] = { op: "add", segment: { ...added.segment, ...operation.changes } };
  }
}

/** A split or merge of calls the server does not know yet, as what it does to each. @param {Operation} operation @param {(id: string) => boolean} isUnsent @returns {Operation[]} */
function simplified(operation, isUnsent) {
  if (operation.op === "split" && isUnsent(operation.id)) {
    return [
      { op: "update", id: operation.id, changes: { offset_s: operation.at_s } },
      { op: "add", segment: operation.right },
    ];
  }
  if (operation.op === "merge" && operation.ids.some(isUnsent)) {
    return [
      ...operation.ids.slice(1).map((id) => /** @type {Operation} */ ({ op: "delete", id })),
      { op: "update", id: operation.ids[0], changes: operation.changes },
    ];
  }
  return [operation];
}

/** @param {Operation[]} list @param {Operation} operation */
function pushOrJoin(list, operation) {
  const last = list[list.length - 1];
  if (operation.op === "update" && last?.op === "update" && last.id === operation.id) {
    list[list.length - 1] = { ...last, changes: { ...last.changes, ...operation.changes } };
  } else list.push(operation);
}

/** An operation on what the server calls a segment. @param {Operation} operation @param {(id: string) => string} known @returns {Operation} */
function renamed(operation, known) {
  if (operation.op === "add") return operation;
  if (operation.op === "merge") return { ...operation, ids: operation.ids.map(known) };
  return { ...operation, id: known(operation.id) };
}

/** @param {Partial<Segment>} segment */
function wireFields({ onset_s, offset_s, low_hz, high_hz, label }) {
  const fields = { onset_s, offset_s, low_hz, high_hz, label };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A call that is named is rejected no more, whatever it was. @param {{is_rejected?: boolean, label?: string}} segment */
export const isRejected = ({ is_rejected, label }) => Boolean(is_rejected && !label);

/**
 * An operation as the server takes it. `ref` names a new call in the answer's `ids`.
 * @param {Operation} operation @param {(id: string) => string} known the server's id for the page's
 * @returns {Record<string, any>}
 */
export function toWire(operation, known) {
  switch (operation.op) {
    case "add":
      return { op: "add", ref: operation.segment.id, ...wireFields(operation.segment), ...(isRejected(operation.segment) ? { is_rejected: true } : {}) };
    case "update":
      return { op: "update", id: known(operation.id), ...wireFields(operation.changes) };
    case "delete":
      return { op: "delete", id: known(operation.id) };
    case "split":
      return { op: "split", id: known(operation.id), at_s: operation.at_s, ref: operation.right.id };
    case "merge":
      return { op: "merge", ids: operation.ids.map(known), ...wireFields(operation.changes) };
  }
}

/**
 * @param {{save: (edit: {operations: Record<string, any>[], version: string | null}) =>
 *   Promise<{version: string | null, ids?: Record<string, string>}>,
 *   onState: (state: "saved" | "pending" | "saving" | "failed" | "conflict", detail?: any) => void}} options
 *   `save` rejects with `status` 412 (or `conflict: true`) when someone else has changed the segments
 */
export function createAutosave({ save, onState }) {
  /** @type {Operation[]} */
  let queue = [];
  /** @type {Operation[]} */
  let sending = [];
  /** @type {Map<string, string>} */
  const ids = new Map();
  /** @type {string | null} */
  let version = null;
  let timer = 0;
  let failures = 0;
  let isConflicting = false;

  const known = (/** @type {string} */ id) => ids.get(id) ?? id;

  async function send() {
    clearTimeout(timer);
    if (sending.length || isConflicting) return;
    sending = folded(queue);
    queue = [];
    if (!sending.length) {
      onState("saved");
      return;
    }
    onState("saving");
    try {
      const answer = await save({ operations: sending.map((op) => toWire(op, known)), version });
      version = answer.version;
      for (const [ref, id] of Object.entries(answer.ids || {})) ids.set(ref, String(id));
      sending = [];
      failures = 0;
    } catch (error) {
      fail(error);
      return;
    }
    if (queue.length) schedule(REST_MS);
    else onState("saved");
  }

  /** @param {any} error */
  function fail(error) {
    queue = [...sending, ...queue];
    sending = [];
    if (error && (error.status === 412 || error.conflict)) {
      isConflicting = true;
      onState("conflict", { error, pending: queue.length });
      return;
    }
    failures += 1;
    onState("failed", { error, pending: queue.length });
    schedule(Math.min(60_000, RETRY_MS * 2 ** failures));
  }

  /** @param {number} wait */
  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  return {
    /** @param {Operation[]} operations */
    add(operations) {
      queue.push(...operations);
      if (isConflicting) return;
      onState("pending");
      schedule(REST_MS);
    },
    flush: send,
    hasPending: () => queue.length + sending.length > 0,
    serverId: known,
    /** Starts from what the server has now. @param {string | null} now */
    reset(now) {
      version = now;
      queue = [];
      isConflicting = false;
      clearTimeout(timer);
    },
    /** Ends a conflict by keeping what was done here, on top of the server's version. @param {string | null} now @returns {Operation[]} */
    keepMine(now) {
      version = now;
      isConflicting = false;
      queue = folded(queue).map((operation) => renamed(operation, known));
      schedule(0);
      return queue;
    },
    close: () => clearTimeout(timer),
  };
}
