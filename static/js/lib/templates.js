// @ts-check
/** Templates in another language: the static texts of a template site, translated once and kept. */

import { lookUp, numbered } from "./words.js";

/** Stands for a hole while a template is one text; no source has this character. */
const HOLE = "\uE000";
const PART = /<!--[\s\S]*?-->|<(?:[^"'>]|"[^"]*"|'[^']*')*>|[^<]+/g;
const ATTRIBUTE = /([\w-]+)=(?:"([^"]*)"|'([^']*)')/g;

/** Attributes whose values people read. */
const READ = new Set(["title", "label", "aria-label", "aria-roledescription", "placeholder", "alt", "hint", "why", "what", "lede", "unit", "action", "text", "face", "x", "y", "column"]);

/** Elements whose text is for machines. */
const VERBATIM = new Set(["code", "kbd", "pre", "samp"]);

/** @typedef {{statics: readonly string[], order: number[] | null}} Translated  `order`: which hole of the source comes where */

/** @type {WeakMap<readonly string[], Translated>} */
const known = new WeakMap();

/** @param {readonly string[]} statics */
export function translated(statics) {
  let found = known.get(statics);
  if (!found) {
    found = translate(statics);
    known.set(statics, found);
  }
  return found;
}

/** @param {readonly string[]} statics @returns {Translated} */
function translate(statics) {
  const out = { text: "", order: /** @type {number[]} */ ([]), next: 0 };
  const open = /** @type {string[]} */ ([]);
  for (const [part] of statics.join(HOLE).matchAll(PART)) {
    if (part.startsWith("<!--")) copy(part, out);
    else if (part.startsWith("<")) {
      copyTag(part, out);
      follow(part, open);
    } else if (VERBATIM.has(open[open.length - 1])) copy(part, out);
    else say(part.split(HOLE).map(tidied), out);
  }
  const isSame = out.order.every((at, i) => at === i) && out.order.length === out.next;
  return { statics: out.text.split(HOLE), order: isSame ? null : out.order };
}

/** A piece of text as the template library reads it: without line breaks at its ends. @param {string} piece */
const tidied = (piece) => piece.replace(/^\s*\n\s*|\s*\n\s*$/g, "");

/** The holes go along as they stand. @param {string} part @param {any} out */
function copy(part, out) {
  out.text += part;
  for (const letter of part) if (letter === HOLE) out.order.push(out.next++);
}

/** A run of text with its holes, in the other language if it has it. @param {string[]} pieces @param {any} out */
function say(pieces, out) {
  const first = out.next;
  lookUp(numbered(pieces)).split(/\{(\d+)\}/).forEach((piece, i) => {
    out.text += i % 2 ? HOLE : piece;
    if (i % 2) out.order.push(first + Number(piece));
  });
  out.next += pieces.length - 1;
}

/** A tag, the attributes that people read in the other language. @param {string} tag @param {any} out */
function copyTag(tag, out) {
  const isComponent = tag[1] === HOLE;
  let at = 0;
  for (const found of tag.matchAll(ATTRIBUTE)) {
    const value = found[2] ?? found[3];
    if (!isRead(found[1], value, isComponent)) continue;
    const from = found.index + found[0].length - value.length - 1;
    copy(tag.slice(at, from), out);
    say(value.split(HOLE), out);
    at = from + value.length;
  }
  copy(tag.slice(at), out);
}

/** The `name` of a component is a text where it is written as one. @param {string} name @param {string} value @param {boolean} isComponent */
const isRead = (name, value, isComponent) => READ.has(name) || (name === "name" && isComponent && /^[A-Z]| /.test(value));

/** Which elements are open after a tag. @param {string} tag @param {string[]} open */
function follow(tag, open) {
  if (tag.startsWith("</") || tag.startsWith("<//")) open.pop();
  else if (!/\/\s*>$/.test(tag)) open.push(/^<([\w-]*)/.exec(tag)?.[1] || "");
}
