// @ts-check
/** What can be done with the calls on the wall, each with its key. */

import { Button } from "../components/button.js";
import { LabelMenu } from "../components/label_menu.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { calls } from "./wall.js";

/** @param {{n: number, marks: any, label: string | null, view: any, words: any[], decisions: any}} props */
export function ReviewBar({ n, marks, label, view, words, decisions }) {
  const marked = marks.marked.size;
  const rest = Math.max(0, n - marked);
  const canConfirm = view.query.by === "predicted" && label && label !== "unknown" && rest > 0;
  const confirm = canConfirm ? t`Confirm ${count(rest)} as ${label}` : t("Confirm");
  return html`<div class="review-bar" role="toolbar" aria-label="Decide">
    <${Button} tone="primary" icon="check-check" busy=${decisions.busy} disabled=${!canConfirm} onClick=${decisions.confirm} title=${t`${calls(rest)} that are not marked (Enter)`}>${confirm}<kbd>⏎</kbd><//>
    <span class="review-marked" role="status">${marked ? t`${count(marked)} marked` : t("None marked")}</span>
    ${marked > 0 && html`
      <${LabelMenu} types=${words} onLabel=${decisions.label} face=${t("Name§do")} />
      <${Button} tone="quiet" icon="ban" onClick=${decisions.reject} title="The marked are no calls (⌫)">No calls<kbd>⌫</kbd><//>
      <${Button} tone="quiet" icon="x" onClick=${marks.clear} title="Mark none (Esc)"><span class="wide">Clear</span><//>`}
    <span class="push"></span>
    ${!marked && html`<span class="faint small-text wide">Click, drag or <kbd>x</kbd> marks what is wrong; shift for a run</span>`}
    <${Button} tone="quiet" icon="undo-2" disabled=${!decisions.canUndo || decisions.busy} onClick=${decisions.undo} title="Take the last one back (u)"><span class="wide">Undo</span><kbd>u</kbd><//>
  </div>`;
}
