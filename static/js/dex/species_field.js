// @ts-check
/** Choosing a species by name: scientific or common, from those the station knows, or a new one. */

import { findNames } from "../field/names.js";
import { api } from "../lib/api.js";
import { html, useEffect, useId, useState } from "../lib/html.js";
import { useSettled } from "../lib/resource.js";
import { t } from "../lib/words.js";

/**
 * @param {{value: {id?: string, name: string, common?: string} | null, problem?: string, onValue: (value: any) => void}} props
 */
export function SpeciesField({ value, problem, onValue }) {
  const id = useId();
  const [text, setText] = useState(value?.name || "");
  const [found, setFound] = useState(/** @type {any[]} */ ([]));
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const settled = useSettled(text, 200);
  useEffect(() => {
    if (value?.id && !value.name) api.get(`/species/${value.id}`).then((one) => { setText(one.scientific_name); onValue({ id: one.id, name: one.scientific_name, common: one.common_name }); }, () => undefined);
  }, []);
  useEffect(() => {
    if (!open || settled.trim().length < 2) { setFound([]); return; }
    api.get("/species", { query: { search: settled.trim(), limit: 8 } }).then((page) => setFound(page.results), () => findNames(settled).then(setFound, () => setFound([])));
  }, [settled, open]);
  const choose = (one) => {
    setText(one.scientific_name);
    setOpen(false);
    setAt(-1);
    onValue({ id: one.id, name: one.scientific_name, common: one.common_name });
  };
  const type = (event) => {
    setText(event.currentTarget.value);
    setOpen(true);
    onValue({ name: event.currentTarget.value });
  };
  const onKeyDown = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((before) => Math.max(-1, Math.min(found.length - 1, before + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && open && found[at]) {
      event.preventDefault();
      choose(found[at]);
    } else if (event.key === "Escape" && open && found.length) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const isOpen = open && found.length > 0;
  return html`<div class="field species-field">
    <label class="label" for=${id}><span>Species</span></label>
    <input id=${id} class="input" type="text" required autocomplete="off" spellcheck=${false} role="combobox" aria-expanded=${isOpen} aria-controls=${`${id}-list`} aria-autocomplete="list"
      aria-activedescendant=${isOpen && at >= 0 ? `${id}-${at}` : undefined} aria-invalid=${problem ? "true" : undefined} value=${text} placeholder="Parus major, great tit …"
      onInput=${type} onFocus=${() => setOpen(true)} onBlur=${() => setTimeout(() => setOpen(false), 150)} onKeyDown=${onKeyDown} />
    <ul id=${`${id}-list`} class="species-list" role="listbox" aria-label="Species" hidden=${!isOpen}>
      ${found.map((one, i) => html`<li key=${one.id} id=${`${id}-${i}`} role="option" aria-selected=${i === at} onMouseDown=${(event) => { event.preventDefault(); choose(one); }}>
        <i class="species-name">${one.scientific_name}</i><span class="soft">${[one.common_name, one.family].filter(Boolean).join(" · ")}</span></li>`)}
    </ul>
    <span class=${problem ? "problem" : "hint"}>${problem || (value?.id ? value.common || t("Known to the station") : text.length > 2 ? t("Not chosen from the list: taken as a scientific name") : "")}</span>
  </div>`;
}
