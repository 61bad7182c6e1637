// @ts-check
/** Which calls are looked at: answered or not, and of which type. */

import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";

/** What can be looked at: what is not answered yet by the model's guess, the rest by what people said. */
export const VIEWS = [
  { id: "open", label: "To review", query: { by: "predicted", state: "open" } },
  { id: "done", label: "Answered", query: { by: "label", state: "done" } },
  { id: "all", label: "All guesses", query: { by: "predicted", state: "all" } },
];

/** @param {{view: any}} props */
export function Views({ view }) {
  return html`<div class="segmented" role="radiogroup" aria-label="Which calls">
    ${VIEWS.map(({ id, label }) => html`<label key=${id}><input type="radio" name="view" value=${id} checked=${view.id === id}
      onChange=${() => setQuery({ view: id === "open" ? null : id, type: null, none: null })} />${t(label)}</label>`)}
  </div>`;
}

/**
 * Every type with its number of calls; guesses dashed, people's words solid.
 * @param {{groups: import("./grid.js").Group[] | null, label: string | null, words: any[], isGuess: boolean, onChoose: (label: string | null) => void}} props
 */
export function Types({ groups, label, words, isGuess, onChoose }) {
  if (!groups?.length) return null;
  const colourOf = (name) => words.find((word) => word.name.toLowerCase() === name?.toLowerCase())?.colour;
  return html`<div class="review-types" role="group" aria-label="Type">
    ${groups.map((group) => html`<button type="button" key=${group.label ?? ""} class=${isGuess ? "review-type guess" : "review-type"} aria-pressed=${(group.label ?? "") === label ? "true" : "false"} onClick=${() => onChoose(group.label)}>
      <span class="a-dot" style=${{ background: colourOf(group.label) || "var(--line-strong)" }}></span>
      <span class="clip">${group.label ?? (isGuess ? t("no guess") : t("no call"))}</span><span class="mono faint">${count(group.n)}</span>
    </button>`)}
  </div>`;
}
