// @ts-check
/** What the keys and buttons of the annotation screen do. */

import { batch } from "../lib/html.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { measured } from "./facts.js";
import { saidText } from "./recent.js";

const ZOOM = 1.5;

/** The order in which the key walks along the edges of the box. */
const EDGES = /** @type {const} */ ([null, "onset", "offset", "low", "high"]);

/** Arrows, and how far they move an edge, in pixels. @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {{labelling: import("./labelling.js").Labelling, views: {current: import("./call_views.js").CallViews | null},
 *   finder: {current: HTMLInputElement | null}, announce: (text: string) => void, setNoteOpen: (isOpen: boolean) => void,
 *   setEdge: (edge: any) => void, toggleRanking: () => void, togglePicture: () => void, canDecide: () => boolean}} host
 */
export function createActions({ labelling, views, finder, announce, setNoteOpen, setEdge, toggleRanking, togglePicture, canDecide }) {
  /** @param {import("./labelling.js").Said} said @param {string} text */
  function decide(said, text) {
    const task = labelling.current.value;
    if (!task || !canDecide()) return;
    batch(() => {
      labelling.carryOut(task, said);
      labelling.undone.value = [];
      labelling.advance();
    });
    const next = labelling.current.value;
    announce(`${text}. ${next ? t`Next call: ${measured(next.segment)}` : t("No further call")}`);
  }

  /** @param {import("./labelling.js").Said} said */
  function remark(said) {
    const task = labelling.current.value;
    if (!task || !canDecide()) return;
    labelling.carryOut(task, said);
    announce(saidText(labelling.entries.value[labelling.entries.value.length - 1]));
  }

  /** @param {any} entry */
  function takeBack(entry) {
    batch(() => labelling.takeBack(entry));
    announce(t`Undone: ${saidText(entry)}`);
  }

  function undo() {
    const entry = batch(labelling.undo);
    announce(entry ? t`Undone: ${saidText(entry)}` : t("Nothing to undo"));
  }

  function redo() {
    const entry = batch(() => labelling.redo());
    announce(entry ? t`Done again: ${saidText(entry)}` : t("Nothing to do again"));
  }

  /** @param {1 | -1} direction */
  function step(direction) {
    const edge = views.current?.detail.edge();
    if (edge) views.current?.detail.nudgeEdge(direction, 0);
    else if (!labelling.step(direction)) announce(direction > 0 ? t("No later call") : t("No earlier call"));
  }

  function nextEdge() {
    const detail = views.current?.detail;
    if (!detail || !canDecide()) return;
    const next = EDGES[(EDGES.indexOf(/** @type {any} */ (detail.edge())) + 1) % EDGES.length];
    if (detail.setEdge(next)) setEdge(next);
  }

  async function cut() {
    const task = labelling.current.value;
    if (!task || !views.current || !canDecide()) return;
    const at_s = views.current.cutAt(task.segment);
    try {
      await labelling.cut(task, at_s);
      announce(t("The call is two calls now"));
    } catch (error) {
      sayError(error, "Not cut");
    }
  }

  /** Space presses what has the focus; it plays when nothing has. @param {KeyboardEvent | undefined} event */
  function play(event) {
    const focused = event?.target instanceof Element ? event.target.closest("button, a, summary, input") : null;
    if (focused instanceof HTMLElement) focused.click();
    else views.current?.detail.togglePlay();
  }

  /** @type {Record<string, (event?: KeyboardEvent) => void>} */
  const commands = {
    reject: () => decide({ action: "reject" }, t("No call")),
    skip: () => decide({ action: "skip" }, t("Skipped")),
    flag: () => remark({ action: labelling.current.value?.is_flagged ? "unflag" : "flag" }),
    note: () => canDecide() && setNoteOpen(true),
    undo,
    redo,
    previous: () => step(-1),
    next: () => step(1),
    play,
    loop: () => views.current?.detail.setListening({ isLooping: !views.current.detail.listening().isLooping }),
    find: () => finder.current?.focus(),
    ranking: toggleRanking,
    repertoire: togglePicture,
    edge: nextEdge,
    snap: () => canDecide() && views.current?.detail.edit("snap"),
    cut,
    closer: () => views.current?.zoom(1 / ZOOM),
    farther: () => views.current?.zoom(ZOOM),
    whole: () => views.current?.reset(),
  };

  return {
    /** @param {string} name @param {KeyboardEvent} [event] */
    run: (name, event) => commands[name](event),
    step,
    takeBack,
    /** @param {{id: string | null, name: string}} word */
    name: ({ id, name }) => decide(id ? { action: "label", label: name, call_type_id: id } : { action: "label", label: name }, name),
    /** @param {string} text */
    saveNote(text) {
      setNoteOpen(false);
      if (text !== (labelling.current.value?.note || "")) remark({ action: "note", note: text });
    },
    letGo() {
      if (views.current?.detail.edge()) views.current.detail.setEdge(null);
      views.current?.detail.setSelection(null);
      setEdge(null);
      setNoteOpen(false);
    },
    /** While an edge is chosen the arrows move it. @returns {Record<string, [string, () => void]>} */
    edgeKeys: () => Object.fromEntries(Object.entries(MOVES).flatMap(([key, [dx, dy]]) => [
      [key, [t("Move the edge"), () => views.current?.detail.nudgeEdge(dx, dy)]],
      [`shift+${key}`, [t("Move the edge far"), () => views.current?.detail.nudgeEdge(10 * dx, 10 * dy)]],
    ])),
  };
}
