// @ts-check
/** What can be asked of the tracks that are shown: how two go together, and how one runs by hour, night or month. */

import { html } from "../lib/html.js";
import { Later } from "../components/later.js";
import { Tabs, openTab } from "../components/tabs.js";

const TABS = [{ id: "none", label: "Chart alone" }, { id: "relation", label: "Compare two tracks" }, { id: "groups", label: "By hour, night, month" }];

/** @param {{place: any, specs: import("./types.js").Spec[], view: import("./types.js").View, span: import("./types.js").Span}} props */
export function Questions(props) {
  const tab = openTab(TABS, "ask");
  return html`<section aria-label="Questions to the tracks"><${Tabs} label="Questions to the tracks" tabs=${TABS} name="ask" />
    ${tab !== "none" && html`<div class="panel">${tab === "relation"
      ? html`<${Later} name="relation" load=${() => import("./relation_panel.js")}>${({ RelationPanel }) => html`<${RelationPanel} ...${props} />`}<//>`
      : html`<${Later} name="groups" load=${() => import("./groups_panel.js")}>${({ GroupsPanel }) => html`<${GroupsPanel} ...${props} />`}<//>`}</div>`}
  </section>`;
}
