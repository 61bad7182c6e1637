// @ts-check
/** Shortcuts: who registers what, sequences such as `g s`, and the list behind `?`. */

import { signal, useLayoutEffect, useRef } from "./html.js";

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 1200;

/**
 * @typedef {{keys: string, label: string, run: (event: KeyboardEvent) => void, scope: string}} Shortcut
 */

/** Registered shortcuts, the youngest last. @type {import("@preact/signals").Signal<Shortcut[]>} */
export const shortcuts = signal([]);

/** A person may switch the single-key shortcuts off (WCAG 2.1.4). */
export const singleKeys = signal(true);

let pending = "";
let pendingTimer = 0;

/** Starts listening. */
export function startKeys() {
  document.addEventListener("keydown", onKeydown);
}

/** @param {KeyboardEvent} event */
function onKeydown(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const name = keyName(event);
  const typing = isTyping(event.target);
  // An open dialog keeps its keys: Escape closes it, letters are typed.
  if (document.querySelector("dialog[open]")) return;
  const plain = !name.includes("mod+") && name !== "Escape";
  if (plain && (typing || !singleKeys.value)) return;
  const sequence = pending ? `${pending} ${name}` : name;
  const found = lookUp(sequence) || (pending ? lookUp(name) : undefined);
  clearTimeout(pendingTimer);
  pending = "";
  if (found) {
    event.preventDefault();
    found.run(event);
    return;
  }
  if (plain && shortcuts.value.some(({ keys }) => keys.startsWith(`${name} `))) {
    pending = name;
    pendingTimer = setTimeout(() => {
      pending = "";
    }, SEQUENCE_MS);
  }
}

/** @param {string} keys */
function lookUp(keys) {
  return shortcuts.value.findLast((shortcut) => shortcut.keys === keys);
}

/** @param {KeyboardEvent} event */
function keyName(event) {
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const shift = event.shiftKey && event.key.length > 1 ? "shift+" : "";
  if (event.key === " ") return `${mod}${event.shiftKey ? "shift+" : ""}Space`;
  const key = event.key.length === 1 && mod ? event.key.toLowerCase() : event.key;
  return mod + shift + key;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/**
 * Registers shortcuts while a component is on the page.
 * @param {string} scope the heading they stand under in the help
 * @param {Record<string, [string, (event: KeyboardEvent) => void]>} table keys → [label, action]
 * @param {any[]} [dependencies]
 */
export function useKeys(scope, table, dependencies = []) {
  // A key may come between a drawing and its effects: it finds the action as last drawn.
  const drawn = useRef(table);
  drawn.current = table;
  // Before the browser paints: what can be seen can be pressed.
  useLayoutEffect(() => {
    const mine = Object.entries(table).map(([keys, [label]]) => ({ keys, label, scope, run: (/** @type {KeyboardEvent} */ event) => drawn.current[keys]?.[1](event) }));
    shortcuts.value = [...shortcuts.value, ...mine];
    return () => {
      shortcuts.value = shortcuts.value.filter((shortcut) => !mine.includes(shortcut));
    };
  }, dependencies);
}

/** "⌘" on a Mac, "Ctrl" elsewhere. */
export const modName = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
