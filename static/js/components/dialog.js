// @ts-check
/** Dialogs on the browser's own element: focus kept inside, Escape leaves, focus returns. */

import { html, signal, useEffect, useRef } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Button, IconButton } from "./button.js";

/** @param {{title: string, onClose: () => void, wide?: boolean, children: any}} props */
export function Dialog({ title, onClose, wide, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  const onClick = (event) => event.target === ref.current && onClose();
  return html`<dialog class=${wide ? "dialog wide" : "dialog"} ref=${ref} aria-label=${title} onClick=${onClick}
      onCancel=${(event) => { event.preventDefault(); onClose(); }}>
    <header class="dialog-head"><h2>${title}</h2><${IconButton} icon="x" label="Close" onClick=${onClose} /></header>
    <div class="dialog-body">${children}</div>
  </dialog>`;
}

/** @typedef {{title: string, text: any, action: string, tone?: string, answer: (yes: boolean) => void}} Question */
/** @type {import("@preact/signals").Signal<Question | null>} */
const question = signal(null);

/**
 * Asks before something that cannot be undone.
 * @param {{title: string, text: any, action: string, tone?: string}} what
 * @returns {Promise<boolean>}
 */
export function askFirst(what) {
  return new Promise((resolve) => {
    question.value = { ...what, answer: resolve };
  });
}

/** Shows the question being asked, if any; stands once in the shell. */
export function QuestionHost() {
  const asked = question.value;
  if (!asked) return null;
  const answer = (yes) => {
    question.value = null;
    asked.answer(yes);
  };
  return html`<${Dialog} title=${t(asked.title)} onClose=${() => answer(false)}>
    <div class="stack">
      <p>${t(asked.text)}</p>
      <div class="actions end">
        <${Button} onClick=${() => answer(false)}>Keep<//>
        <${Button} tone=${asked.tone === "danger" ? "danger primary" : "primary"} onClick=${() => answer(true)}>${t(asked.action)}<//>
      </div>
    </div>
  <//>`;
}
