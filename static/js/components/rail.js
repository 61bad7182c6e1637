// @ts-check
/** Navigation: the rail at the left, folded to icons on request, and the bar at the bottom of a phone. */

import { effect, html, signal } from "../lib/html.js";
import { place } from "../lib/router.js";
import { t } from "../lib/words.js";
import { AREAS, DESTINATIONS } from "./destinations.js";
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

/** The area whose places show: the one of the present page, else the one that was open last. */
const LAST_AREA = "fieldstation.area";
const openArea = signal(localStorage.getItem(LAST_AREA) || AREAS[0].part);
effect(() => {
  const here = AREAS.find(({ part }) => part === current()?.part);
  if (here) openArea.value = here.part;
  localStorage.setItem(LAST_AREA, openArea.value);
});

/** The place one is in: of places that lie within each other, the nearest. */
function current() {
  const { path } = place.value;
  const around = DESTINATIONS.filter(({ href }) => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`)));
  return around.sort((a, b) => b.href.length - a.href.length)[0];
}

/** @param {import("./destinations.js").Destination} to */
const isCurrent = (to) => current()?.id === to.id;

/** @param {{to: import("./destinations.js").Destination}} props */
function RailLink({ to }) {
  const label = t(to.label);
  const title = narrowRail.value ? label : to.keys ? `${label} (${to.keys})` : undefined;
  return html`<a class="rail-link" href=${to.href} title=${title} aria-current=${isCurrent(to) ? "page" : undefined}>
    <${Icon} name=${to.icon} /><span class="rail-text">${label}</span>
  </a>`;
}

/** An area and, while it is open, its places. @param {{area: import("./destinations.js").Area, places: import("./destinations.js").Destination[]}} props */
function RailArea({ area, places }) {
  const isOpen = openArea.value === area.part;
  return html`<div class=${`rail-area${isOpen ? " open" : ""}`}>
    <a class="rail-link rail-head" href=${area.href} title=${narrowRail.value ? t(area.label) : undefined} aria-current=${current()?.part === area.part ? "true" : undefined}>
      <${Icon} name=${area.icon} /><span class="rail-text">${t(area.label)}</span>
    </a>
    ${isOpen && html`<div class="rail-places">${places.map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}</div>`}
  </div>`;
}

export function Rail() {
  const shown = DESTINATIONS.filter(({ visible }) => visible());
  const part = (name) => shown.filter((to) => to.part === name);
  const narrow = narrowRail.value;
  return html`<nav class="rail" aria-label="Areas">
    <a class="mark" href="/"><${Mark} /><span>Fieldstation</span></a>
    ${part("home").map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}
    ${AREAS.map((area) => html`<${RailArea} key=${area.part} area=${area} places=${part(area.part)} />`)}
    ${part("work").map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}
    <p class="rail-title">Settings</p>
    ${part("settings").map((to) => html`<${RailLink} key=${to.id} to=${to} />`)}
    <div class="rail-foot">
      <button type="button" class="rail-link" title=${narrow ? t("Unfold the rail ([)") : t("Fold the rail ([)")} onClick=${() => { narrowRail.value = !narrow; }}>
        <${Icon} name=${narrow ? "panel-left-open" : "panel-left-close"} /><span class="rail-text">${narrow ? t("Unfold") : t("Fold")}</span>
      </button>
    </div>
  </nav>`;
}

export function BottomBar() {
  const shown = DESTINATIONS.filter(({ visible }) => visible());
  const rest = shown.filter(({ onBar }) => !onBar);
  const sections = [{ part: "home", label: "" }, ...AREAS, { part: "work", label: "" }, { part: "settings", label: t("Settings") }];
  const more = html`<${Icon} name="ellipsis" /><span>More</span>`;
  return html`<nav class="bottom-bar" aria-label="Areas, short">
    ${shown.filter(({ onBar }) => onBar).map((to) => html`<a key=${to.id} class="bottom-link" href=${to.href} aria-current=${isCurrent(to) ? "page" : undefined}>
      <${Icon} name=${to.icon} /><span>${t(to.label)}</span></a>`)}
    <${Menu} label="More places" class="bottom-link" align="end" face=${more}>
      ${(close) => sections.map(({ part, label }) => html`
        ${label && html`<p class="menu-title" key=${part}>${t(label)}</p>`}
        ${rest.filter((to) => to.part === part).map((to) => html`<${MenuItem} key=${to.id} icon=${to.icon} href=${to.href} onClick=${close}>${t(to.label)}<//>`)}`)}
    <//>
  </nav>`;
}
