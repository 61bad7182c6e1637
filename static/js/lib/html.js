// @ts-check
/** The one door to the view library: templates, hooks and signals. */

import { Fragment, createContext, createRef, h, render } from "preact";
import htm from "htm";
import { translated } from "./templates.js";
import { language } from "./words.js";

const draw = htm.bind(h);

/** Draws a template in the page's language. @param {TemplateStringsArray} statics @param {...any} values */
function drawTranslated(statics, ...values) {
  const { statics: own, order } = translated(statics);
  return draw(/** @type {any} */ (own), ...(order ? order.map((at) => values[at]) : values));
}

export const html = language === "en" ? draw : drawTranslated;

export { Fragment, createContext, createRef, h, render };
export {
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "preact/hooks";
export { batch, computed, effect, signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
