// @ts-check
/** Along the bottom: the last five decisions, each one click from undone. */

import { Icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { SHOWN } from "./recent_store.js";

const ICONS = { label: "check", reject: "x", skip: "skip-forward", flag: "flag", unflag: "flag", note: "message-square", reshape: "square-dashed", split: "scissors" };

/** What was done, in a word. @param {import("./labelling.js").Entry} entry */
export function saidText({ said }) {
  if (said.action === "label") return said.label || "";
  return { reject: t("no call"), skip: t("skipped"), flag: t("flagged"), unflag: t("flag taken off"), note: t("note"), reshape: t("box moved"), split: t("cut in two") }[said.action] || said.action;
}

/** @param {{labelling: import("./labelling.js").Labelling, undoKey: string, onUndo: (entry: any) => void}} props */
export function Recent({ labelling, undoKey, onUndo }) {
  const last = labelling.entries.value.slice(-SHOWN).reverse();
  return html`<section class="a-recent" aria-label="Last decisions">
    <span class="faint small-text nowrap a-wide">Last decisions</span>
    ${!last.length && html`<span class="faint small-text">Nothing decided yet.</span>`}
    <ul>${last.map((entry, i) => html`<li key=${entry.id}><button type="button" class="a-entry" data-action=${entry.said.action} title=${t`Undo: ${saidText(entry)}`} onClick=${() => onUndo(entry)}>
      <${Icon} name=${ICONS[entry.said.action] || "check"} /><span class="sr-only">Undo </span><span class="clip">${saidText(entry)}</span>${i === 0 ? html`<kbd aria-hidden="true">${undoKey}</kbd>` : html`<${Icon} name="undo-2" />`}</button></li>`)}</ul>
  </section>`;
}

/** What the station would not take. @param {{labelling: import("./labelling.js").Labelling}} props */
export function Refusals({ labelling }) {
  const refusals = labelling.refusals.value;
  if (!refusals.length) return null;
  const last = refusals[refusals.length - 1];
  return html`<div class="notice brick a-refused" role="alert"><${Icon} name="circle-alert" />
    <div class="grow"><strong>${refusals.length === 1 ? t("One decision was not taken") : t`${refusals.length} decisions were not taken`}</strong>
      <p class="soft">${last.code === "task-taken" ? t("Someone else decided this call meanwhile; their answer stands.") : last.detail}</p></div>
    <button type="button" class="button small" onClick=${labelling.dismissRefusals}>All right</button></div>`;
}
