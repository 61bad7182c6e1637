// @ts-check
/** One type of a batch at a time: which type, its wall of calls, and what is done with them. */

import { Button } from "../components/button.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";
import { ReviewBar } from "./bar.js";
import { useDecisions } from "./decisions.js";
import { useGrid } from "./grid.js";
import { useMarks } from "./marks.js";
import { Types, Views, VIEWS } from "./types.js";
import { Wall, calls } from "./wall.js";

/** @param {{batch: any, words: any[], canDecide: boolean}} props */
export function Review({ batch, words, canDecide }) {
  const { view: name, type, none } = place.value.query;
  const view = VIEWS.find(({ id }) => id === name) || VIEWS[0];
  // Without a type in the address the most frequent one is shown; which that is comes with the first answer.
  const [first, setFirst] = useState(/** @type {{view: string, label: string} | null} */ (null));
  const label = type ?? (none ? "" : first?.view === view.id ? first.label : null);
  const grid = useGrid(batch.id, { ...view.query, label });
  const groups = grid.groups || [];
  useEffect(() => {
    if (label === null && !grid.loading && groups.length) setFirst({ view: view.id, label: groups[0].label ?? "" });
  }, [label, grid.loading, groups]);
  const key = `${view.id} ${label}`;
  const marks = useMarks(grid.shots, key);
  const decisions = useDecisions({ batch, grid, marks, view, label });
  const choose = (next) => setQuery({ type: next, none: next === null ? 1 : null });
  const turn = (by) => {
    const at = groups.findIndex((group) => (group.label ?? "") === label);
    const next = groups[(at + by + groups.length) % groups.length];
    if (next) choose(next.label);
  };
  const open = (shot) => shot && navigate(`/batches/${batch.id}/annotate?task=${shot.task_id}`);
  const wordKeys = useMemo(() => Object.fromEntries(words.filter((word) => word.key).map((word) => [word.key, word])), [words]);
  useKeys("Review", /** @type {any} */ ({
    "[": ["Type before", () => turn(-1)],
    "]": ["Next type", () => turn(1)],
    ...(canDecide ? {
      Enter: ["Confirm all but the marked", decisions.confirm],
      Delete: ["Reject the marked: no calls", decisions.reject],
      Backspace: ["Reject the marked: no calls", decisions.reject],
      u: ["Undo", decisions.undo],
      "mod+z": ["Undo", decisions.undo],
    } : {}),
  }), [canDecide, groups.length, key]);
  const named = Object.fromEntries(Object.entries(wordKeys).map(([name, word]) => [name, [t`Marked ones are ${word.name}`, () => decisions.label(word)]]));
  useKeys("Name the marked", /** @type {any} */ (canDecide && marks.marked.size ? named : {}), [canDecide, marks.marked.size > 0, wordKeys]);
  if (grid.error && !grid.groups) return html`<${Failure} error=${grid.error} what="The calls could not be loaded" retry=${grid.reload} />`;
  return html`<div class="review">
    <div class="review-head"><${Views} view=${view} /><${Types} groups=${grid.groups} label=${label} words=${words} onChoose=${choose} isGuess=${view.query.by === "predicted"} /></div>
    <${Notice} batch=${batch} canDecide=${canDecide} />
    <${Body} grid=${grid} marks=${marks} label=${label} view=${view} open=${open} batch=${batch} onNext=${groups.length ? () => choose(groups[0].label) : null} />
    ${canDecide && batch.n_tasks > 0 && html`<${ReviewBar} n=${grid.count} marks=${marks} label=${label} view=${view} words=${words} decisions=${decisions} />`}
  </div>`;
}

/** Why nothing can be decided here. @param {{batch: any, canDecide: boolean}} props */
function Notice({ batch, canDecide }) {
  if (canDecide) return null;
  const why = batch.n_annotators > 1
    ? t("Several people answer each call of this batch by themselves, so nothing is decided here.")
    : batch.state !== "open" ? t("This batch takes no more answers.") : t("You may look, but not label in this group.");
  return html`<p class="notice">${why}</p>`;
}

/** @param {any} props */
function Body({ grid, marks, label, view, open, batch, onNext }) {
  if (grid.error && !grid.shots.length) return html`<${Failure} error=${grid.error} what="The calls could not be loaded" retry=${grid.reload} />`;
  if (grid.loading || (label === null && grid.groups?.length)) return html`<div class="wall" aria-busy="true"><${SkeletonRows} rows=${8} height="56px" /></div>`;
  if (!grid.shots.length) return html`<${Nothing} view=${view} batch=${batch} onNext=${onNext} />`;
  return html`<${Wall} key=${`${view.id} ${label}`} shots=${grid.shots} count=${grid.count} more=${grid.more} marked=${marks.marked} active=${marks.active} label=${`${calls(grid.count)}: ${label || t("no guess")}`}
    onPaint=${marks.paint} onActive=${marks.goTo} onLayout=${marks.onLayout} onOpen=${open} />`;
}

/** @param {{view: any, batch: any, onNext: (() => void) | null}} props */
function Nothing({ view, batch, onNext }) {
  if (onNext) return html`<${Empty} icon="check-check" title="Nothing of this type is left" action=${html`<${Button} tone="primary" onClick=${onNext}>The next type<//>`}>Every call of this type has an answer.<//>`;
  const isOpen = view.id === "open";
  return html`<${Empty} icon=${isOpen ? "check-check" : "layout-grid"} title=${isOpen && batch.n_tasks ? t("Every call has an answer") : t("No calls here")}
    action=${html`<${Button} href=${`/batches/${batch.id}`}>To the batch<//>`}>${isOpen ? t("There is nothing left to review in this batch.") : t("No call of the batch has been answered yet.")}<//>`;
}
