// @ts-check
/** The frame of one page: title, where it stands, what can be done. */

import { html, useEffect } from "../lib/html.js";
import { crumbs } from "../lib/trail.js";
import { PageHelp } from "./page_help.js";
import { Loaded } from "./states.js";

/**
 * @param {{title: any, name?: string, lede?: any, trail?: {label: string, href?: string}[], actions?: any,
 *   shape?: "full" | "reading" | "", children: any}} props `name` is the title as plain text
 */
export function Page({ title, name, lede, trail = [], actions, shape = "", children }) {
  const plain = name || (typeof title === "string" ? title : "");
  const key = plain + trail.map((crumb) => crumb.label).join("|");
  useEffect(() => {
    crumbs.value = [...trail, { label: plain }];
    document.title = plain ? `${plain} · Fieldstation` : "Fieldstation";
  }, [key]);
  return html`<div class=${`page ${shape}`}>
    <header class="page-head">
      <div class="titles">
        <h1>${title}</h1>
        ${lede && html`<p class="lede">${lede}</p>`}
        <${PageHelp} />
      </div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </header>
    ${children}
  </div>`;
}

/**
 * The page of one thing: before it is there, and where it cannot be read, a page all the same.
 * @param {{of: import("../lib/resource.js").Resource<any>, title: string, trail: {label: string, href?: string}[], what: string,
 *   children: (data: any) => any}} props `title` says what kind of thing it is
 */
export function LoadedPage({ of, title, trail, what, children }) {
  if (of.data) return children(of.data);
  return html`<${Page} title=${title} trail=${trail}><${Loaded} of=${of} rows=${8} what=${what} children=${() => null} /><//>`;
}

/** A heading with content below it and a hairline around the content. @param {any} props */
export function Panel({ title, actions, flush, children }) {
  return html`<section class="panel">
    ${title && html`<header class="panel-head"><h2 style=${{ fontSize: "var(--t16)" }}>${title}</h2><div class="actions push">${actions}</div></header>`}
    <div class=${flush ? "" : "panel-body"}>${children}</div>
  </section>`;
}

/** One topic of a settings page: what and why at the left, the controls at the right. @param {any} props */
export function Section({ title, why, roomy, children }) {
  return html`<section class=${roomy ? "settings-section roomy" : "settings-section"}>
    <div><h2 style=${{ fontSize: "var(--t16)" }}>${title}</h2>${why && html`<p class="why">${why}</p>`}</div>
    <div class="what stack">${children}</div>
  </section>`;
}
