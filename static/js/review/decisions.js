// @ts-check
/** Confirming, naming, rejecting many calls at once, and taking the last of it back. */

import { useRef, useState } from "../lib/html.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { decideMany, undoMany } from "./grid.js";
import { calls } from "./wall.js";

/** @param {{batch: any, grid: any, marks: any, view: any, label: string | null}} props */
export function useDecisions({ batch, grid, marks, view, label }) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(/** @type {string[]} */ ([]));
  const isBusy = useRef(false);
  const now = useRef({ grid, marks, done });
  now.current = { grid, marks, done };
  const during = async (what, act) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setBusy(true);
    try {
      await act();
      now.current.grid.reload();
    } catch (error) {
      sayError(error, what);
    } finally {
      isBusy.current = false;
      setBusy(false);
    }
  };
  const undo = () => during(t("Not undone"), async () => {
    const last = now.current.done.at(-1);
    if (!last) return say("Nothing to undo on this page");
    const { n_changed } = await undoMany(batch.id, last);
    setDone((before) => before.slice(0, -1));
    return say(t`${calls(n_changed)} as before`);
  });
  const send = async (body, said) => {
    const answer = await decideMany(batch.id, body);
    const rest = [answer.n_left_out && t`${calls(answer.n_left_out)} left out: held or answered by others, or without a guess`, answer.n_left && t`${calls(answer.n_left)} to go: once more`].filter(Boolean);
    setDone((before) => [...before, answer.action_id]);
    say([`${calls(answer.n_changed)} ${said}`, ...rest].join("; "), { action: { label: t("Undo"), run: undo } });
  };
  const isMarked = ({ task_id }) => now.current.marks.marked.has(task_id);
  const ofMarked = (body, said) => {
    const task_ids = [...now.current.marks.marked];
    if (!task_ids.length) return say("Mark calls first: x, or a click");
    return during(t("Nothing was changed"), async () => {
      await send({ ...body, task_ids }, said);
      now.current.marks.clear();
    });
  };
  return {
    busy,
    canUndo: done.length > 0,
    undo,
    /** All that are shown and not marked; the marked stay marked, to be named next. */
    confirm: () => {
      const { shots, hasMore } = now.current.grid;
      if (!shots.length || view.query.by !== "predicted" || !label) return undefined;
      const rest = shots.filter((shot) => !isMarked(shot)).map(({ task_id }) => task_id);
      if (!rest.length) return say("All of them are marked");
      const which = hasMore ? { filter: { predicted: label, state: view.query.state, except: [...now.current.marks.marked] } } : { task_ids: rest };
      return during(t("Nothing was confirmed"), () => send({ action: "confirm", ...which }, t`confirmed as ${label}`));
    },
    reject: () => ofMarked({ action: "reject" }, "rejected"),
    /** @param {any} word */
    label: (word) => ofMarked(word.id ? { action: "label", call_type_id: word.id } : { action: "label", label: word.name }, t`named ${word.name}`),
  };
}
