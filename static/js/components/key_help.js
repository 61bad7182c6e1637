// @ts-check
/** What the keys of this page do, by where they hold. */

import { Fragment, html, signal } from "../lib/html.js";
import { modName, shortcuts, singleKeys } from "../lib/keys.js";
import { t } from "../lib/words.js";
import { Dialog } from "./dialog.js";

export const helpOpen = signal(false);

export function KeyHelp() {
  if (!helpOpen.value) return null;
  const scopes = new Map();
  for (const shortcut of shortcuts.value) {
    const table = scopes.get(shortcut.scope) || new Map();
    scopes.set(shortcut.scope, table.set(shortcut.keys, shortcut));
  }
  return html`<${Dialog} title="Keys of this page" wide onClose=${() => { helpOpen.value = false; }}>
    <div class="stack">
      ${!singleKeys.value && html`<p class="soft">Single-key shortcuts are off; the profile page turns them on.</p>`}
      <div class="shortcut-list">
        ${[...scopes].reverse().map(([scope, table]) => html`<section key=${scope}><h3>${t(scope)}</h3>
          <ul>${[...table.values()].map(({ keys, label }) => html`<li key=${keys}><span>${t(label)}</span><span class="nowrap"><${Keys} keys=${keys} /></span></li>`)}</ul>
        </section>`)}
      </div>
    </div>
  <//>`;
}

/** Keys whose name is not what stands on them. @type {Record<string, string>} */
const CAPS = { ArrowRight: "→", ArrowLeft: "←", ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", " ": "Space" };

/** @param {string} key */
const cap = (key) => CAPS[key] || key.replace("mod+", `${modName} `).replace("shift+", "⇧ ");

/** "g s" as two key caps. @param {{keys: string}} props */
function Keys({ keys }) {
  const parts = keys === " " ? [keys] : keys.split(" ");
  return parts.map((key, i) => html`<${Fragment} key=${i}>${i > 0 && " "}<kbd>${cap(key)}</kbd><//>`);
}
