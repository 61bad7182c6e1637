// @ts-check
/** What the palette knows without asking the station: pages, actions, groups. */

import { DESTINATIONS } from "../components/destinations.js";
import { helpOpen } from "../components/key_help.js";
import { trayOpen } from "../lib/jobs.js";
import { navigate } from "../lib/router.js";
import { activeGroup, groups, leave, may, savePreferences, switchGroup, theme } from "../lib/store.js";
import { t } from "../lib/words.js";

/**
 * `section`: the kind it belongs to; `also`: further words it is found by; `href`: where there is an address.
 * @typedef {{id: string, section: string, label: string, icon: string, detail?: string, also?: string, keys?: string,
 *   href?: string, isScientific?: boolean, run: () => void}} Command
 */

/** What only those may do who may add and change things. */
const EDITOR_ACTIONS = [
  [t("Add recordings"), "upload", "/recordings?add=1", t("upload import sound")],
  [t("Make a task batch"), "pen-line", "/batches?make=1", t("label annotate")],
  [t("Train a classifier"), "flask-conical", "/classifiers?train=1", t("model learn")],
  [t("New project"), "plus", "/projects?new=1", t("make create")],
  [t("Bring a CSV file"), "chart-line", "/datasets/import", t("import series dataset")],
];

const ANYBODYS_ACTIONS = [
  [t("Add an entry to the collection"), "binoculars", "/collection?add=1", t("sighting observation dex")],
  [t("Identify a picture"), "scan-search", "/identify", t("photo species vision")],
  [t("Find calls like this"), "search", "/similar", t("similarity")],
];

/** @returns {Command[]} */
export function staticCommands() {
  const dark = theme.value === "dark";
  const goes = (/** @type {string} */ section) => ([label, icon, href, also]) => ({ id: href, section, label, icon, also, href, run: () => navigate(href) });
  return [
    ...DESTINATIONS.filter(({ visible }) => visible()).map(({ id, label, icon, href, keys }) => ({ id: `page ${id}`, section: "pages", label: t(label), icon, keys, href, run: () => navigate(href) })),
    { id: "api", section: "pages", label: t("API documents"), icon: "book-open", also: t("openapi rest"), run: () => location.assign("/api/docs") },
    ...(may("editor") ? EDITOR_ACTIONS.map(goes("actions")) : []),
    ...ANYBODYS_ACTIONS.map(goes("actions")),
    ...groups.value.filter(({ id }) => id !== activeGroup.value?.id).map(({ id, name }) => ({ id: `group ${id}`, section: "actions", label: t`Work in ${name}`, icon: "users", also: t("switch group"), run: () => { switchGroup(id); } })),
    { id: "theme", section: "actions", label: dark ? t("Use the light theme") : t("Use the dark theme"), icon: dark ? "sun" : "moon", also: t("dark light colours"), run: () => { savePreferences({ theme: dark ? "light" : "dark" }); } },
    { id: "jobs", section: "actions", label: t("Show what runs"), icon: "activity", also: t("jobs tray progress"), run: () => { trayOpen.value = true; } },
    { id: "help", section: "actions", label: t("Show the keys of this page"), icon: "keyboard", keys: "?", also: t("shortcuts help"), run: () => { helpOpen.value = true; } },
    { id: "leave", section: "actions", label: t("Sign out"), icon: "log-out", also: t("log out leave"), run: () => { leave().then(() => navigate("/sign-in")); } },
  ];
}

/** How well a command fits, 0 for not at all; letters that only follow each other are worth little. @param {Command} command @param {string} text in lower case */
export function fitOf(command, text) {
  const label = command.label.toLowerCase();
  if (!text || label === text) return 100;
  if (label.startsWith(text)) return 85;
  const words = text.split(/\s+/);
  if (words.every((word) => label.split(/\s+/).some((one) => one.startsWith(word)))) return 70;
  if (label.includes(text)) return 45;
  const all = `${label} ${command.also || ""}`;
  if (words.every((word) => all.includes(word))) return 30;
  return text.length > 2 && followsIn(text.replace(/\s/g, ""), label) ? 10 : 0;
}

/** Whether the first letters of words spell it: "tl" finds "Timeline of life". @param {string} text @param {string} label */
function followsIn(text, label) {
  let at = 0;
  for (const letter of label) if (letter === text[at]) at += 1;
  return at === text.length;
}
