// @ts-check
/** What stands in a project: shown once the group has one. */

import { html } from "../lib/html.js";
import { namesState, projects, reloadNames } from "../lib/names.js";
import { Button } from "./button.js";
import { Empty, Failure, SkeletonRows } from "./states.js";

/** @param {{why: string, children: any}} props `why`: what belongs to a project, and what that is here */
export function WithProject({ why, children }) {
  const { came, error } = namesState.value;
  if (projects.value.length) return children;
  if (error) return html`<${Failure} error=${error} what="The projects could not be read" retry=${reloadNames} />`;
  if (!came) return html`<${SkeletonRows} rows=${4} />`;
  return html`<${Empty} icon="folder" title="A project first" action=${html`<${Button} tone="primary" icon="plus" href="/projects?new=1">Make a project<//>`}>${why}<//>`;
}
