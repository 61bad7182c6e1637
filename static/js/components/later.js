// @ts-check
/** A part of a page whose module is fetched once the part is opened: what nobody opens is never sent. */

import { html } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { Loaded } from "./states.js";

/**
 * Shows a module's part when it is there.
 * @param {{name: string, load: () => Promise<any>, children: (module: any) => any}} props
 */
export function Later({ name, load, children }) {
  return html`<${Loaded} of=${useResource(name, load)}>${children}<//>`;
}
