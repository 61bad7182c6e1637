// @ts-check
/** The frame: rail, top bar, page, bottom bar, and everything that floats above them. */

import { startRecent } from "../find/recent.js";
import { startVisits } from "../home/visit.js";
import { html, useEffect } from "../lib/html.js";
import { OfflineNote, WaitingButton } from "../field/note.js";
import { startJobs } from "../lib/jobs.js";
import { useKeys } from "../lib/keys.js";
import { join } from "../lib/live.js";
import { navigate, place } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { crumbs } from "../lib/trail.js";
import { BottomBar, Rail, narrowRail } from "./rail.js";
import { Bell } from "./notifications.js";
import { DESTINATIONS } from "./destinations.js";
import { Icon } from "./icon.js";
import { KeyHelp, helpOpen } from "./key_help.js";
import { Palette, paletteOpen } from "./palette.js";
import { Tray, TrayButton } from "./tray.js";
import { UserMenu } from "./user_menu.js";
import { modName } from "../lib/keys.js";
import { crumbText, t } from "../lib/words.js";

/** @param {{children: any}} props */
export function Shell({ children }) {
  useEffect(startJobs, []);
  useEffect(startVisits, []);
  useEffect(startRecent, []);
  useEffect(startField, []);
  const groupId = activeGroup.value?.id;
  useEffect(() => (groupId ? join(`group:${groupId}`, {}) : undefined), [groupId]);
  useShellKeys();
  return html`<div class=${narrowRail.value ? "frame narrow-rail" : "frame"}>
    <a class="button primary skip" href="#main" onClick=${skipToPage}>Skip to the page</a>
    <${Rail} />
    <header class="top"><${Crumbs} /><${FindButton} /><${WaitingButton} /><${TrayButton} /><${Bell} /><${UserMenu} /></header>
    <main class="main" id="main" tabindex="-1"><${OfflineNote} />${children}</main>
    <${BottomBar} />
    <${Tray} /><${Palette} /><${KeyHelp} />
  </div>`;
}

/** Fetched when the first view stands: nobody waits for it. */
function startField() {
  import("../field/desk.js").then(({ startDesk }) => startDesk(), () => undefined);
}

/** @param {Event} event */
function skipToPage(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Crumbs() {
  const trail = [{ label: activeGroup.value?.name || "Fieldstation", href: "/" }, ...crumbs.value];
  return html`<nav class="crumbs" aria-label="Where this is"><ol>
    ${trail.map((crumb, i) => html`<li key=${crumb.label + i}>
      ${i > 0 && html`<${Icon} name="chevron-right" />`}
      ${i < trail.length - 1 && crumb.href ? html`<a href=${crumb.href}>${crumbText(crumb)}</a>` : html`<span aria-current=${i === trail.length - 1 ? "page" : undefined}>${crumbText(crumb)}</span>`}
    </li>`)}
  </ol></nav>`;
}

function FindButton() {
  return html`<button type="button" class="find" title="Find anything" onClick=${() => { paletteOpen.value = true; }}>
    <${Icon} name="search" /><span>Find</span><kbd>${modName} K</kbd>
  </button>`;
}

function useShellKeys() {
  const table = {
    "?": [t("Show the keys of this page"), () => { helpOpen.value = !helpOpen.value; }],
    "mod+k": [t("Find anything"), () => { paletteOpen.value = true; }],
    "/": [t("Search this list, or everything"), search],
    "[": [t("Fold the rail"), () => { narrowRail.value = !narrowRail.value; }],
  };
  for (const { keys, label, href, visible } of DESTINATIONS) if (keys && visible()) table[keys] = [t`Go to ${t(label)}`, () => navigate(href)];
  useKeys("Everywhere", /** @type {any} */ (table), [place.value.route?.bare]);
}

/** The list of the page, where it can be searched; else everything. */
function search() {
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector('main input[type="search"]');
  if (field) field.focus();
  else paletteOpen.value = true;
}
