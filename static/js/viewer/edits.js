// @ts-check
/** What a person can do to segments, as commands with their way back. */

import { t } from "../lib/words.js";

/**
 * @typedef {import("./types.js").Segment} Segment @typedef {import("./history.js").Command} Command
 * @typedef {import("./types.js").Operation} Operation
 */

let made = 0;

/** An id for a segment the server has not seen; the autosave replaces it. */
const newId = () => `new-${(made += 1)}`;

/** @param {Omit<Segment, "id">} box @returns {Command} */
export function adding(box) {
  const segment = { label: "", ...box, id: newId(), source: /** @type {"person"} */ ("person"), confidence: null };
  return {
    label: t("add call"),
    forward: [{ op: "add", segment }],
    backward: [{ op: "delete", id: segment.id }],
    selects: [segment.id],
  };
}

/** @param {Segment} segment @param {Partial<Segment>} changes @param {string} label @returns {Command} */
export function changing(segment, changes, label) {
  return changingAll([{ segment, changes }], label);
}

/** A segment a person has touched is a person's. @param {{segment: Segment, changes: Partial<Segment>}[]} pairs @param {string} label @returns {Command} */
export function changingAll(pairs, label) {
  /** @type {Operation[]} */
  const forward = [];
  /** @type {Operation[]} */
  const backward = [];
  for (const { segment, changes } of pairs) {
    const names = /** @type {(keyof Segment)[]} */ ([...Object.keys(changes), "source"]);
    const before = Object.fromEntries(names.map((name) => [name, segment[name] ?? null]));
    forward.push({ op: "update", id: segment.id, changes: { ...changes, source: "person" } });
    backward.push({ op: "update", id: segment.id, changes: before });
  }
  return { label, forward, backward, selects: pairs.map(({ segment }) => segment.id) };
}

/** @param {Segment[]} list @returns {Command} */
export function deleting(list) {
  return {
    label: list.length === 1 ? t("delete call") : t`delete ${list.length} calls`,
    forward: list.map(({ id }) => ({ op: "delete", id })),
    backward: list.map((segment) => ({ op: "add", segment })),
    selects: [],
  };
}

/** @param {Segment} segment @param {number} at_s strictly inside @returns {Command} */
export function splitting(segment, at_s) {
  const right = { ...segment, id: newId(), onset_s: at_s, source: /** @type {"person"} */ ("person") };
  return {
    label: t("split call"),
    forward: [{ op: "split", id: segment.id, at_s, right }],
    backward: [
      { op: "delete", id: right.id },
      { op: "update", id: segment.id, changes: { offset_s: segment.offset_s } },
    ],
    selects: [segment.id, right.id],
  };
}

/** One call from the first onset to the last offset, over all their frequencies. @param {Segment[]} list at least two, by onset @returns {Command} */
export function merging(list) {
  const [first, ...others] = list;
  const changes = {
    onset_s: Math.min(...list.map((s) => s.onset_s)),
    offset_s: Math.max(...list.map((s) => s.offset_s)),
    low_hz: list.some((s) => s.low_hz === null) ? null : Math.min(...list.map((s) => s.low_hz ?? 0)),
    high_hz: list.some((s) => s.high_hz === null) ? null : Math.max(...list.map((s) => s.high_hz ?? 0)),
    source: /** @type {"person"} */ ("person"),
  };
  const { onset_s, offset_s, low_hz, high_hz, source } = first;
  return {
    label: t`merge ${list.length} calls`,
    forward: [{ op: "merge", ids: list.map(({ id }) => id), changes }],
    backward: [
      { op: "update", id: first.id, changes: { onset_s, offset_s, low_hz, high_hz, source } },
      ...others.map((segment) => /** @type {Operation} */ ({ op: "add", segment })),
    ],
    selects: [first.id],
  };
}
