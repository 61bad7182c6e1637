// @ts-check
/** Tabs as links: which one is open stands in the address. */

import { html } from "../lib/html.js";
import { place, queryText } from "../lib/router.js";
import { t } from "../lib/words.js";

/** @param {{label: string, tabs: {id: string, label: string, count?: any}[], name?: string}} props the first tab is the default */
export function Tabs({ label, tabs, name = "tab" }) {
  const { path, query } = place.value;
  const open = openTab(tabs, name);
  return html`<nav class="tabs" aria-label=${label}>
    ${tabs.map((tab, i) => html`<a key=${tab.id} href=${path + queryText({ ...query, [name]: i ? tab.id : null })}
      aria-current=${tab.id === open ? "page" : undefined}>${t(tab.label)}${tab.count !== undefined && tab.count !== null && html` <span class="count">${tab.count}</span>`}</a>`)}
  </nav>`;
}

/** The id of the open tab. @param {{id: string}[]} tabs @param {string} [name] */
export function openTab(tabs, name = "tab") {
  const wanted = place.value.query[name];
  return tabs.some(({ id }) => id === wanted) ? wanted : tabs[0].id;
}
