// @ts-check
/** The languages side by side, each in its own words: for whoever is not signed in. */

import { html } from "../lib/html.js";
import { LANGUAGES, language, speak } from "../lib/words.js";

export function LanguageChoice() {
  return html`<p class="language-choice" role="group" aria-label="Language">${LANGUAGES.map(({ value, label }) => html`<button type="button" key=${value} class="button small quiet"
    lang=${value} aria-pressed=${value === language ? "true" : "false"} onClick=${() => speak(value)}>${label}</button>`)}</p>`;
}
