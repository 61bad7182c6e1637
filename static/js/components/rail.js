// @ts-check
/** Navigation: the rail at the left, folded to icons on request, and the bar at the bottom of a phone. */

import { effect, html, signal } from "../lib/html.js";
import { place } from "../lib/router.js";
import { DESTINATIONS } from "./destinations.js";
import { Icon } from "./icon.js";
import { Mark } from "./mark.js";
import { Menu, MenuItem } from "./menu.js";

const KEPT = "fieldstation.rail";
const tight = matchMedia("(max-width: 1080px)");

/** Whether only the icons show. */
export const narrowRail = signal(localStorage.getItem(KEPT) ? localStorage.getItem(KEPT) === "narrow" : tight.matches);
effect(() => {
  const narrow = narrowRail.value;
  if (narrow !== tight.matches || localStorage.getItem(KEPT)) localStorage.setItem(KEPT, narrow ? "narrow" : "wide");
});

/** @param {string} href */
function isCurrent(href) {
  const { path } = place.value;
  const covers = (to) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));
  // Of places that lie within each other only the nearest is where one is.
  return covers(href) && !DESTINATIONS.some((other) => other.href.length > href.length && covers(other.href));
}

/** @param {{to: import("./destinations.js").Destination}} props */
function RailLink({ to }) {
  const title = narrowRail.value ? to.label : to.keys ? `${to.label} (${to.keys})` : undefined;
  return html`<a class="rail-link" href=${to.href} title=${title} aria-current=${isCurrent(to.href) ? "page" : undefined}>
    <${Icon} name=${to.icon} /><span class="rail-text">${to.label}</span>
  </a>`;
}

export function Rail() {
  const shown = DESTINATIONS.filter(({ visible }) => visible());
  const part = (name) => shown.filter((to) => to.part === name);
  const narrow = narrowRail.value;
  return html`<nav class="rail" aria-label="Areas">
    <a class="mark" href="/"><${Mark} /><span>Fieldstation</span></a>
    ${part("work").map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}
    <p class="rail-title">Settings</p>
    ${[...part("group"), ...part("station")].map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}
    <div class="rail-foot">
      <button type="button" class="rail-link" title=${narrow ? "Unfold the rail ([)" : "Fold the rail ([)"} onClick=${() => { narrowRail.value = !narrow; }}>
        <${Icon} name=${narrow ? "panel-left-open" : "panel-left-close"} /><span class="rail-text">${narrow ? "Unfold" : "Fold"}</span>
      </button>
    </div>
  </nav>`;
}

export function BottomBar() {
  const shown = DESTINATIONS.filter(({ visible }) => visible());
  const rest = shown.filter(({ onBar }) => !onBar);
  const more = html`<${Icon} name="ellipsis" /><span>More</span>`;
  return html`<nav class="bottom-bar" aria-label="Areas, short">
    ${shown.filter(({ onBar }) => onBar).map((to) => html`<a key=${to.id} class="bottom-link" href=${to.href} aria-current=${isCurrent(to.href) ? "page" : undefined}>
      <${Icon} name=${to.icon} /><span>${to.label}</span></a>`)}
    <${Menu} label="More places" class="bottom-link" align="end" face=${more}>
      ${(close) => rest.map((to) => html`<${MenuItem} key=${to.id} icon=${to.icon} href=${to.href} onClick=${close}>${to.label}<//>`)}
    <//>
  </nav>`;
}
