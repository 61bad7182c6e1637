// @ts-check
/** The command palette: any page, action, recording or project, found by typing. */

import { api } from "../lib/api.js";
import { html, signal, useEffect, useMemo, useRef, useState } from "../lib/html.js";
import { useResource, useSettled } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { leave, may, savePreferences, theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { DESTINATIONS } from "./destinations.js";
import { Icon } from "./icon.js";

export const paletteOpen = signal(false);

/** @typedef {{label: string, icon: string, hint: string, run: () => void}} Command */

/** What only those may do who may add and change things. */
const EDITOR_ACTIONS = [
  [t("Add recordings"), "upload", "/recordings?add=1"],
  [t("Make a task batch"), "pen-line", "/batches?make=1"],
  [t("Train a classifier"), "flask-conical", "/classifiers?train=1"],
  [t("New project"), "plus", "/projects?new=1"],
];

/** @returns {Command[]} */
function staticCommands() {
  const pages = DESTINATIONS.filter(({ visible }) => visible()).map(({ label, icon, href, keys }) => ({
    label, icon, hint: keys || "page", run: () => navigate(href),
  }));
  return [
    ...pages,
    ...(may("editor") ? EDITOR_ACTIONS.map(([label, icon, href]) => ({ label, icon, hint: "action", run: () => navigate(href) })) : []),
    { label: theme.value === "dark" ? t("Use the light theme") : t("Use the dark theme"), icon: theme.value === "dark" ? "sun" : "moon", hint: "action", run: () => savePreferences({ theme: theme.value === "dark" ? "light" : "dark" }) },
    { label: t("API documents"), icon: "book-open", hint: "page", run: () => location.assign("/api/docs") },
    { label: t("Sign out"), icon: "log-out", hint: "action", run: () => leave().then(() => navigate("/sign-in")) },
  ];
}

/** @param {string} text @param {AbortSignal} signal @returns {Promise<Command[]>} */
async function searchObjects(text, signal) {
  const kinds = [
    ["/recordings", "audio-lines", "recording", "name"],
    ["/projects", "folder", "project", "name"],
    ["/classifiers", "microscope", "classifier", "name"],
    ["/task-batches", "pen-line", "batch", "name"],
  ];
  const found = await Promise.all(
    kinds.map(([path]) => api.get(path, { query: { search: text, limit: 5 }, signal }).catch(() => ({ results: [] }))),
  );
  return found.flatMap((page, i) => page.results.map((row) => ({
    label: row[kinds[i][3]], icon: kinds[i][1], hint: kinds[i][2], run: () => navigate(`${kinds[i][0].replace("/task-batches", "/batches")}/${row.id}`),
  })));
}

export function Palette() {
  return paletteOpen.value ? html`<${OpenPalette} />` : null;
}

function OpenPalette() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const settled = useSettled(text.trim(), 180);
  const objects = useResource(settled.length > 1 ? settled : null, (signal) => searchObjects(settled, signal));
  const pages = useMemo(staticCommands, []);
  const needle = text.trim().toLowerCase();
  const found = [...pages.filter(({ label }) => label.toLowerCase().includes(needle)), ...(objects.data || [])].slice(0, 12);
  const close = () => { paletteOpen.value = false; };
  useEffect(() => {
    const opener = document.activeElement;
    box.current?.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  const choose = (command) => {
    close();
    command?.run();
  };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((before) => (before + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === "Enter") choose(found[at]);
  };
  return html`<dialog class="palette" ref=${box} aria-label="Find anything" onClick=${(event) => event.target === box.current && close()}
      onCancel=${(event) => { event.preventDefault(); close(); }}>
    <input class="palette-input" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${found.length ? `palette-${at}` : undefined}
      aria-label="Find a page, a recording, a project" placeholder="Find a page, a recording, a project" autocomplete="off" autofocus
      value=${text} onKeyDown=${onKeyDown} onInput=${(event) => { setText(event.currentTarget.value); setAt(0); }} />
    <div class="palette-list" id="palette-list" role="listbox" aria-label="Found">
      ${found.map((command, i) => html`<div key=${command.hint + command.label + i} class="menu-item" role="option" id=${`palette-${i}`} aria-selected=${i === at ? "true" : "false"}
          onClick=${() => choose(command)} onPointerMove=${() => setAt(i)}>
        <${Icon} name=${command.icon} /><span class="clip">${command.label}</span><span class="trail">${command.hint}</span>
      </div>`)}
      ${!found.length && html`<p class="soft" style=${{ padding: "12px" }}>Nothing by that name.</p>`}
    </div>
  </dialog>`;
}
