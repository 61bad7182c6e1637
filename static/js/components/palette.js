// @ts-check
/** The command palette: anything of the station, found by typing, reached by keys alone. */

import { fitOf, staticCommands } from "../find/commands.js";
import { recentPlaces } from "../find/recent.js";
import { useFound } from "../find/use_found.js";
import { html, signal, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../lib/html.js";
import { navigate, place } from "../lib/router.js";
import { t } from "../lib/words.js";
import { Icon } from "./icon.js";

export const paletteOpen = signal(false);

/** Commands of one kind that show at once. */
const SHOWN = 6;
/** A fit of letters alone stands below what the station finds. */
const WEAK = 20;

/** @typedef {import("../find/commands.js").Command} Command */

export function Palette() {
  return paletteOpen.value ? html`<${OpenPalette} />` : null;
}

/** Pages and actions that fit, under their headings. @param {Command[]} commands @param {string} text */
function ownSections(commands, text) {
  const scored = commands.map((command) => ({ command, score: fitOf(command, text) })).filter(({ score }) => score > 0);
  scored.sort((a, b) => b.score - a.score);
  return [{ id: "pages", title: t("Pages") }, { id: "actions", title: t("Actions") }].map(({ id, title }) => {
    const own = scored.filter(({ command }) => command.section === id).slice(0, SHOWN);
    return { id, title, best: own[0]?.score || 0, commands: own.map(({ command }) => command) };
  }).filter(({ commands: own }) => own.length);
}

/** Before anything is typed: where one was last, then actions. @param {Command[]} commands */
function firstSections(commands) {
  const recent = recentPlaces().filter(({ href }) => href !== place.value.path).map(({ href, title, trail }) => ({ id: href, section: "recent", label: title, icon: "history", detail: trail, href, run: () => navigate(href) }));
  const actions = commands.filter(({ section }) => section === "actions");
  return [{ id: "recent", title: t("Where you were"), best: 2, commands: recent }, { id: "actions", title: t("Actions"), best: 1, commands: actions }].filter(({ commands: own }) => own.length);
}

function OpenPalette() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const commands = useMemo(staticCommands, []);
  const found = useFound(text.startsWith(">") ? "" : text);
  const sections = useMemo(() => sectionsFor(text, commands, found.sections), [text, found.sections]);
  const flat = sections.flatMap((section) => section.commands);
  const now = Math.min(at, Math.max(0, flat.length - 1));
  const close = () => { paletteOpen.value = false; };
  // Before the frame is drawn: whoever goes on typing types into it.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    box.current?.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [now, flat.length]);
  const choose = (/** @type {Command | undefined} */ command, inNewTab = false) => {
    if (!command) return;
    if (inNewTab && command.href) return window.open(command.href, "_blank", "noopener");
    close();
    return command.run();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const to = target(event.key, now, sections);
    if (to !== undefined) {
      event.preventDefault();
      setAt(to);
    }
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      choose(flat[now], event.ctrlKey || event.metaKey);
    }
  };
  return html`<dialog class="palette" ref=${box} aria-label="Find anything" onClick=${(event) => event.target === box.current && close()}
      onCancel=${(event) => { event.preventDefault(); close(); }}>
    <input class="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${flat.length ? `palette-${now}` : undefined}
      aria-label="Find recordings, species, channels, people, pages" placeholder="Find recordings, species, channels, people, pages" autocomplete="off" spellcheck="false" autofocus
      value=${text} onKeyDown=${onKeyDown} onInput=${(event) => { setText(event.currentTarget.value); setAt(0); }} />
    <div class="palette-list" id="palette-list" role="listbox" aria-label="Found" ref=${list} aria-busy=${found.isLooking}>
      ${numbered(sections).map(({ section, first }) => html`<div role="group" key=${section.id} aria-labelledby=${`palette-of-${section.id}`}>
        <p class="menu-title" id=${`palette-of-${section.id}`} role="presentation">${section.title}</p>
        ${section.commands.map((command, i) => html`<${Option} key=${command.id} command=${command} number=${first + i} isAt=${first + i === now} onChoose=${choose} onPoint=${setAt} />`)}
      </div>`)}
    </div>
    <${Foot} n=${flat.length} found=${found} />
  </dialog>`;
}

/** @param {string} text @param {Command[]} commands @param {any[]} found */
function sectionsFor(text, commands, found) {
  const typed = text.trim().toLowerCase();
  if (!typed) return firstSections(commands);
  if (typed.startsWith(">")) return ownSections(commands.filter(({ section }) => section === "actions"), typed.slice(1).trim());
  const own = ownSections(commands, typed);
  const strong = own.filter(({ best }) => best >= WEAK);
  return [...strong, ...found].sort((a, b) => b.best - a.best).concat(own.filter(({ best }) => best < WEAK));
}

/** @param {any[]} sections */
function numbered(sections) {
  let first = 0;
  return sections.map((section) => {
    const here = { section, first };
    first += section.commands.length;
    return here;
  });
}

/** Where a key leads; undefined for keys that lead nowhere. @param {string} key @param {number} at @param {any[]} sections */
function target(key, at, sections) {
  const n = sections.reduce((sum, { commands }) => sum + commands.length, 0);
  if (!n) return undefined;
  if (key === "ArrowDown") return (at + 1) % n;
  if (key === "ArrowUp") return (at - 1 + n) % n;
  const starts = numbered(sections).map(({ first }) => first);
  if (key === "PageDown") return starts.find((first) => first > at) ?? 0;
  if (key === "PageUp") return starts.findLast((first) => first < at) ?? starts[starts.length - 1];
  return undefined;
}

/** @param {{command: Command, number: number, isAt: boolean, onChoose: (command: Command, inNewTab?: boolean) => void, onPoint: (number: number) => void}} props */
function Option({ command, number, isAt, onChoose, onPoint }) {
  const { label, icon, detail, keys, isScientific } = command;
  return html`<div class="menu-item" role="option" id=${`palette-${number}`} aria-selected=${isAt ? "true" : "false"}
      onClick=${(event) => onChoose(command, event.ctrlKey || event.metaKey)} onPointerMove=${() => onPoint(number)}>
    <${Icon} name=${icon} /><span class="clip">${isScientific ? html`<i>${label}</i>` : label}</span>
    ${(detail || keys) && html`<span class="trail clip">${keys ? html`<kbd>${keys}</kbd>` : detail}</span>`}
  </div>`;
}

/** @param {{n: number, found: any}} props */
function Foot({ n, found }) {
  const told = found.error
    ? t("The station could not be asked. Pages and actions are still found.")
    : found.isLooking
      ? t("Looking…")
      : n ? html`<kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> open · <kbd>Page ↓</kbd> next kind · <kbd>></kbd> actions` : t("Nothing by that name. Every word must occur; try fewer letters.");
  return html`<p class="palette-foot" role="status">${told}</p>`;
}
