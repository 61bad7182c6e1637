// @ts-check
/** A part of a page whose module is fetched once the part is opened: what nobody opens is never sent. */

import { html } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { Failure, Loaded } from "./states.js";

/**
 * Shows a module's part when it is there.
 * @param {{name: string, load: () => Promise<any>, children: (module: any) => any}} props
 */
export function Later({ name, load, children }) {
  return html`<${Loaded} of=${useResource(name, load)}>${children}<//>`;
}

/** The same for what opens above the page: nothing stands in its place until it is there. @param {{name: string, load: () => Promise<any>, children: (module: any) => any}} props */
export function LaterDialog({ name, load, children }) {
  const { data, error, reload } = useResource(name, load);
  return data ? children(data) : error && html`<${Failure} error=${error} retry=${reload} />`;
}
