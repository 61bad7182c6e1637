// @ts-check
/** The call types with their keys, the model's ranking as bars behind them, and a box to find one by typing. */

import { Icon } from "../components/icon.js";
import { percent } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { t } from "../lib/words.js";
import { guessesFor, matching } from "./words.js";

/** Shares below this are a bar only. */
const LEAST_SHOWN = 0.01;

/**
 * @param {{words: import("./words.js").Word[], task: any, canDecide: boolean, isFree: boolean, showsRanking: boolean,
 *   finder: {current: HTMLInputElement | null}, onWord: (word: {id: string | null, name: string}) => void}} props
 */
export function TypeList({ words, task, canDecide, isFree, showsRanking, finder, onWord }) {
  const [typed, setTyped] = useState("");
  const found = matching(words, typed);
  const { shares, others, top } = guessesFor(showsRanking ? task : null, words);
  const isNew = isFree && typed.trim() !== "" && !words.some(({ name }) => name.toLowerCase() === typed.trim().toLowerCase());
  const given = task?.state === "done" ? task.label : null;
  const choose = (word) => {
    setTyped("");
    finder.current?.blur();
    onWord(word);
  };
  const onKeyDown = (event) => {
    if (event.key === "Escape") {
      setTyped("");
      event.currentTarget.blur();
    } else if (event.key === "Enter" && canDecide) {
      if (found[0]) choose(found[0]);
      else if (isNew) choose({ id: null, name: typed.trim() });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<section class="a-types" aria-label="Call types">
    <label class="a-find"><${Icon} name="search" /><span class="sr-only">${isFree ? t("Find or add a word") : t("Find a call type")}</span>
      <input class="input" ref=${finder} type="text" autocomplete="off" spellcheck=${false} maxlength="100" placeholder=${isFree ? t("Find or add a word") : t("Find a call type")} value=${typed}
        onInput=${(event) => setTyped(event.currentTarget.value)} onKeyDown=${onKeyDown} /><kbd aria-hidden="true">/</kbd></label>
    <ul class="a-words">
      ${found.map((word, i) => html`<${WordRow} key=${word.name} word=${word} share=${shares.get(word.name)} isTop=${word.name === top} isGiven=${word.name === given}
        isFirst=${typed !== "" && i === 0} disabled=${!canDecide} onClick=${() => choose(word)} />`)}
      ${isNew && html`<li><button type="button" class="a-word new" disabled=${!canDecide} onClick=${() => choose({ id: null, name: typed.trim() })}><${Icon} name="plus" /><span class="a-name">Add “${typed.trim()}”</span><kbd>↵</kbd></button></li>`}
    </ul>
    ${!found.length && !isNew && html`<p class="soft small-text">${words.length ? t("No call type is called so.") : isFree ? t("No word has been used yet. Type the first one; it gets the key 1.") : t("This repertoire has no call types yet.")}</p>`}
    ${showsRanking && task?.is_unknown && html`<p class="a-model small-text">The model: far from every call it learned from.</p>`}
    ${others.length > 0 && html`<p class="a-model small-text">The model also says ${others.slice(0, 3).map(({ label, probability }) => `${label} ${percent(probability, 0)}`).join(", ")}.</p>`}
  </section>`;
}

/** @param {any} props */
function WordRow({ word, share, isTop, isGiven, isFirst, disabled, onClick }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    bar.current?.style.setProperty("transform", `scaleX(${share ?? 0})`);
  }, [share]);
  const swatch = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    swatch.current?.style.setProperty("background", word.colour);
  }, [word.colour]);
  return html`<li><button type="button" class=${["a-word", isTop && "guess", isFirst && "first"].filter(Boolean).join(" ")} disabled=${disabled} aria-pressed=${isGiven ? "true" : "false"}
      aria-keyshortcuts=${word.key || undefined} title=${[word.long, word.short].filter(Boolean).join(" · ") || word.name} onClick=${onClick}>
    <i class="a-bar" ref=${bar} aria-hidden="true"></i>
    <kbd class=${word.key ? "" : "none"} aria-hidden="true">${word.key || "·"}</kbd><i class="a-swatch" ref=${swatch} aria-hidden="true"></i>
    <span class="a-name">${word.name}</span>${isGiven && html`<${Icon} name="check" />`}
    ${share !== undefined && share >= LEAST_SHOWN && html`<span class="sr-only">, the model says </span><span class="a-share mono">${percent(share, 0)}</span>`}
  </button></li>`;
}
