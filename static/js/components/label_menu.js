// @ts-check
/** Naming the chosen calls: by a call type's key, from a menu, or with a word of one's own. */

import { html, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";

/**
 * @typedef {{id?: string, name: string, key?: string | null, colour?: string}} NameOfCall
 */

/** Keys of the call types label while something is chosen. @param {NameOfCall[]} types @param {number} n @param {(type: NameOfCall) => void} onLabel @param {string} [scope] */
export function useLabelKeys(types, n, onLabel, scope = t("The chosen calls")) {
  const keyed = Object.fromEntries(types.filter(({ key }) => key).map((type) => [type.key, [t`Label as ${type.name}`, () => onLabel(type)]]));
  useKeys(scope, n ? /** @type {any} */ (keyed) : {}, [n > 0, types.map(({ key }) => key).join()]);
}

/** @param {{types: NameOfCall[], onLabel: (type: NameOfCall) => void, face?: string}} props */
export function LabelMenu({ types, onLabel, face = t("Label§do") }) {
  return html`<${Menu} label=${t`${face} the chosen`} class="button quiet" face=${html`<${Icon} name="tag" /><span>${face}</span>`}>
    ${(close) => html`${types.map((type) => html`<${MenuItem} key=${type.name} trail=${type.key || ""} onClick=${() => { close(); onLabel(type); }}>${type.name}<//>`)}
      <${OwnWord} onLabel=${(label) => { close(); onLabel({ name: label }); }} />`}
  <//>`;
}

/** @param {{onLabel: (label: string) => void}} props */
function OwnWord({ onLabel }) {
  const [text, setText] = useState("");
  const onSubmit = (event) => {
    event.preventDefault();
    if (text.trim()) onLabel(text.trim());
  };
  return html`<form onSubmit=${onSubmit} style=${{ padding: "6px 8px" }}>
    <input class="input" aria-label="A label of your own" placeholder="A label of your own" maxlength="100" value=${text} onInput=${(event) => setText(event.currentTarget.value)} />
  </form>`;
}
