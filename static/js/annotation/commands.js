// @ts-check
/** What can be done besides naming: buttons that show their keys, large enough for a thumb. */

import { Icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { keyCap } from "./keys.js";

/** Reject and skip decide; they stand beside the types. @type {[string, string, string][]} */
const DECIDING = [["reject", "x", t("No call")], ["skip", "skip-forward", t("Skip")], ["undo", "undo-2", t("Undo")]];
/** @type {[string, string, string][]} */
const REMARKING = [["flag", "flag", t("Flag")], ["note", "message-square", t("Note")], ["play", "play", t("Play")], ["cut", "scissors", t("Cut")], ["snap", "target", t("Snap")], ["edge", "square-dashed", t("Edge")]];

/** What can be done with a call that may not be decided. */
const ALWAYS = ["play", "undo"];

/**
 * @param {{task: any, canDecide: boolean, keys: Record<string, {keys: string[], label: string}>,
 *   run: (name: string) => void, edge: string | null}} props
 */
export function Commands({ task, canDecide, keys, run, edge }) {
  const one = (/** @type {[string, string, string]} */ [name, icon, text]) => {
    const pressed = { reject: task?.state === "rejected", skip: task?.state === "skipped", flag: task?.is_flagged, note: Boolean(task?.note), edge: edge !== null }[name];
    const key = keys[name].keys[0];
    return html`<button type="button" key=${name} class="a-command" data-command=${name} disabled=${!canDecide && !ALWAYS.includes(name)} aria-pressed=${pressed === undefined ? undefined : String(Boolean(pressed))}
      title=${keys[name].label} aria-keyshortcuts=${key} onClick=${() => run(name)}><${Icon} name=${icon} /><span>${text}</span><kbd aria-hidden="true">${keyCap(key)}</kbd></button>`;
  };
  return html`<div class="a-commands" role="group" aria-label="Decide without a name"><div class="a-deciding">${DECIDING.map(one)}</div><div class="a-remarking">${REMARKING.map(one)}</div></div>`;
}

/** The note of a call, written in place. @param {{task: any, onSave: (text: string) => void, onClose: () => void}} props */
export function NoteField({ task, onSave, onClose }) {
  const onKeyDown = (event) => {
    if (event.key === "Enter") onSave(event.currentTarget.value.trim());
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<label class="a-note"><span>Note</span><input class="input" type="text" maxlength="1000" value=${task.note || ""} ref=${(node) => node?.focus()} onKeyDown=${onKeyDown} />
    <span class="faint small-text nowrap"><kbd>↵</kbd> keeps it</span></label>`;
}
