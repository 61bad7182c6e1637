// @ts-check
/** One call type of a repertoire: handle, colour, names, key, what can be done with it. */

import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";

/**
 * @typedef {{at: number, held: number | null, over: number | null, hold: (at: number | null) => void,
 *   hover: (at: number | null) => void, move: (from: number, to: number) => void}} Grip
 * @param {{one: any, canEdit: boolean, grip?: Grip, actions: {edit: (one: any) => void,
 *   retire: (one: any, is: boolean) => void, remove: (one: any) => void}}} props
 */
export function CallTypeRow({ one, canEdit, grip, actions }) {
  const canMove = canEdit && grip;
  const state = canMove && grip.held !== null && grip.over === grip.at ? (grip.held < grip.at ? "drop-after" : "drop-before") : "";
  const drop = canMove ? {
    onDragOver: (event) => {
      if (grip.held === null) return;
      event.preventDefault();
      grip.hover(grip.at);
    },
    onDrop: (event) => {
      event.preventDefault();
      if (grip.held !== null) grip.move(grip.held, grip.at);
    },
  } : {};
  return html`<li class=${`line-item call-type ${state}`} ...${drop}>
    ${canMove && html`<${Handle} one=${one} grip=${grip} />`}
    <span class="swatch" style=${{ background: one.colour || "var(--line-strong)" }}></span>
    <span class="grow clip" title=${one.notes || undefined}><b class="call-type-name">${one.name}</b>${one.short_name && one.short_name !== one.name && html` <span class="tag plain">${one.short_name}</span>`}${(one.long_name || one.notes) && html` <span class="faint">${one.long_name || one.notes}</span>`}</span>
    ${one.key && html`<kbd>${one.key}</kbd>`}
    ${canEdit && html`<${Menu} label=${t`What to do with ${one.name}`} class="button icon-only quiet small" align="end" face=${html`<${Icon} name="ellipsis" />`}>${(close) => actionsOf(one, actions).map(({ icon, label, act }) => html`<${MenuItem} key=${label} icon=${icon} onClick=${() => { close(); act(); }}>${label}<//>`)}<//>`}
  </li>`;
}

/** @param {any} one @param {any} actions */
function actionsOf(one, actions) {
  return [
    { icon: "pencil", label: t("Edit"), act: () => actions.edit(one) },
    one.is_retired
      ? { icon: "undo-2", label: t("Offer again"), act: () => actions.retire(one, false) }
      : { icon: "archive", label: t("Retire"), act: () => actions.retire(one, true) },
    { icon: "trash-2", label: t("Delete"), act: () => actions.remove(one) },
  ];
}

/** Dragged with a pointer, or moved with the arrow keys. @param {{one: any, grip: Grip}} props */
function Handle({ one, grip }) {
  const onKeyDown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    grip.move(grip.at, grip.at + step);
  };
  const onDragStart = (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", one.name);
    grip.hold(grip.at);
  };
  const end = () => {
    grip.hold(null);
    grip.hover(null);
  };
  return html`<button type="button" class="button icon-only quiet small grip" draggable aria-label=${t`Move ${one.name}: arrow up, arrow down`} title="Drag, or use the arrow keys"
    onKeyDown=${onKeyDown} onDragStart=${onDragStart} onDragEnd=${end}><${Icon} name="menu" /></button>`;
}
