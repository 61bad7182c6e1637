// @ts-check
/** Above a list: search, filters as chips, columns to choose; all of it in the address. */

import { html, useEffect, useState } from "../lib/html.js";
import { place, setQuery } from "../lib/router.js";
import { useSettled } from "../lib/resource.js";
import { choiceText, t } from "../lib/words.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";

/** @param {{label: string, placeholder?: string, name?: string}} props */
export function SearchBox({ label, placeholder = t("Search"), name = "search" }) {
  const given = place.value.query[name] || "";
  const [text, setText] = useState(given);
  const settled = useSettled(text);
  useEffect(() => {
    if (settled !== (place.value.query[name] || "")) setQuery({ [name]: settled });
  }, [settled]);
  useEffect(() => setText(given), [given]);
  return html`<div class="searchbox" role="search">
    <${Icon} name="search" />
    <input class="input" type="search" aria-label=${label} placeholder=${placeholder} value=${text} onInput=${(event) => setText(event.currentTarget.value)} />
  </div>`;
}

/**
 * @typedef {{id: string, label: string, options?: {value: string, label: string}[], type?: "date" | "number", unit?: string}} Filter
 */

/** A button that offers the filters. @param {{filters: Filter[]}} props */
export function FilterMenu({ filters }) {
  const { query } = place.value;
  return html`<${Menu} label="Add a filter" face=${html`<${Icon} name="funnel" /><span>Filter</span>`}>
    ${() => html`<div class="form" style=${{ padding: "8px", width: "260px", gap: "10px", maxHeight: "60vh", overflow: "auto" }}>
      ${filters.map((filter) => html`<${FilterControl} key=${filter.id} ...${{ filter, value: query[filter.id] || "" }} />`)}
    </div>`}
  <//>`;
}

/** @param {{filter: Filter, value: string}} props */
function FilterControl({ filter, value }) {
  const change = (event) => setQuery({ [filter.id]: event.currentTarget.value });
  const label = filter.unit ? `${t(filter.label)} (${t(filter.unit)})` : t(filter.label);
  return html`<label class="field"><span class="label">${label}</span>
    ${filter.options
      ? html`<select class="input" onChange=${change} value=${value}>
          <option value="" selected=${!value}>Any</option>
          ${filter.options.map((option) => html`<option key=${option.value} value=${option.value} selected=${option.value === value}>${choiceText(option)}</option>`)}
        </select>`
      : html`<input class="input" type=${filter.type || "text"} step="any" value=${value} onChange=${change} />`}
  </label>`;
}

/** The filters that are on, each one click from off. @param {{filters: Filter[]}} props */
export function FilterChips({ filters }) {
  const { query } = place.value;
  const on = filters.filter(({ id }) => query[id]);
  if (!on.length) return null;
  return html`<ul class="row" aria-label="Filters in use">
    ${on.map((filter) => html`<li class="chip" key=${filter.id}>
      <span>${t(filter.label)}: ${valueText(filter, query[filter.id])}</span>
      <button type="button" aria-label=${t`Remove the filter ${t(filter.label)}`} title="Remove" onClick=${() => setQuery({ [filter.id]: null })}>
        <${Icon} name="x" /></button>
    </li>`)}
    ${on.length > 1 && html`<li><button type="button" class="button small quiet" onClick=${() => setQuery(Object.fromEntries(on.map(({ id }) => [id, null])))}>Clear all</button></li>`}
  </ul>`;
}

/** @param {Filter} filter @param {string} value */
function valueText(filter, value) {
  const option = filter.options?.find((one) => one.value === value);
  const known = option ? choiceText(option) : value;
  return filter.unit ? `${known} ${t(filter.unit)}` : known;
}

/** The filter values of the address, for a request. @param {Filter[]} filters @param {string[]} [more] */
export function activeFilters(filters, more = ["search", "ordering"]) {
  const { query } = place.value;
  return Object.fromEntries([...filters.map(({ id }) => id), ...more].filter((id) => query[id]).map((id) => [id, query[id]]));
}

/** Which columns stand in the table; remembered in this browser. @param {string} name @param {any[]} columns */
export function useColumnChoice(name, columns) {
  const key = `fieldstation.columns.${name}`;
  const [hidden, setHidden] = useState(() => new Set(JSON.parse(localStorage.getItem(key) || "null") || columns.filter((column) => column.hidden).map(({ id }) => id)));
  const toggle = (id) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    localStorage.setItem(key, JSON.stringify([...next]));
    setHidden(next);
  };
  return { shown: columns.filter(({ id }) => !hidden.has(id)), hidden, toggle };
}

/** @param {{columns: any[], choice: ReturnType<typeof useColumnChoice>}} props */
export function ColumnMenu({ columns, choice }) {
  return html`<${Menu} label="Choose columns" class="button icon-only small quiet" align="end" face=${html`<${Icon} name="columns-3" />`}>
    ${() => html`<div style=${{ padding: "8px" }}>
      ${columns.filter(({ rank }) => rank !== 0).map((column) => html`<label class="check" key=${column.id}>
        <input type="checkbox" checked=${!choice.hidden.has(column.id)} onChange=${() => choice.toggle(column.id)} /><span>${t(column.label || column.about)}</span>
      </label>`)}
    </div>`}
  <//>`;
}
