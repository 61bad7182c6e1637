// @ts-check
/** The cover page around sign-in and its sisters: the form beside a drawn night of calls. */

import { html, useEffect, useRef } from "../lib/html.js";
import { LanguageChoice } from "./language_choice.js";
import { Mark } from "./mark.js";
import { drawNight } from "./night_drawing.js";

/** @param {{title: string, lede?: any, children: any, foot?: any}} props */
export function Gate({ title, lede, children, foot }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    document.title = `${title} · Fieldstation`;
  }, [title]);
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const observer = new ResizeObserver(() => drawNight(node));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return html`<div class="gate">
    <main class="gate-form"><div>
      <a class="mark" href="/"><${Mark} /><span>Fieldstation</span></a>
      <div class="stack tight"><h1>${title}</h1>${lede && html`<p class="soft">${lede}</p>`}</div>
      ${children}
      ${foot && html`<p class="soft row">${foot}</p>`}
      <${LanguageChoice} />
    </div></main>
    <div class="gate-art" aria-hidden="true"><canvas ref=${canvas}></canvas></div>
  </div>`;
}
