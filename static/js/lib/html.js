// @ts-check
/** The one door to the view library: templates, hooks and signals. */

import { Fragment, createContext, createRef, h, render } from "preact";
import htm from "htm";

export const html = htm.bind(h);

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
