// @ts-check
/** The two pictures of the call in front, made when the first call is there and fed from then on. */

import { effect, useEffect, useRef } from "../lib/html.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { createCallViews } from "./call_views.js";
import { measured } from "./facts.js";

/** Fetching ahead begins when the call in front has been painted. */
const AHEAD_MS = 30;

/**
 * @param {{labelling: import("./labelling.js").Labelling, species: any, isEditable: boolean,
 *   announce: (text: string) => void}} options
 */
export function useCallViews({ labelling, species, isEditable, announce }) {
  const hosts = { detail: useRef(/** @type {any} */ (null)), overview: useRef(/** @type {any} */ (null)) };
  const views = useRef(/** @type {import("./call_views.js").CallViews | null} */ (null));
  const opening = useRef(/** @type {AbortController | null} */ (null));
  const stop = useRef(/** @type {(() => void) | null} */ (null));
  const hasCall = labelling.current.value !== null;
  useEffect(() => {
    if (!hasCall || views.current) return;
    const control = new AbortController();
    opening.current = control;
    const contexts = { detail: species?.context_detail_s, overview: species?.context_overview_s };
    createCallViews({ detail: hosts.detail.current, overview: hosts.overview.current }, {
      first: labelling.current.value, contexts, isEditable, signal: control.signal,
      onReshape: labelling.reshape, onError: () => null,
    }).then((made) => {
      if (control.signal.aborted) return made.destroy();
      views.current = made;
      stop.current = follow(labelling, made, announce);
      return undefined;
    }, (error) => {
      if (!control.signal.aborted) sayError(error, "The spectrogram could not be drawn");
    });
  }, [hasCall, labelling]);
  useEffect(() => () => {
    opening.current?.abort();
    stop.current?.();
    views.current?.destroy();
    views.current = null;
  }, [labelling]);
  return { views, hosts };
}

/** @param {import("./labelling.js").Labelling} labelling @param {import("./call_views.js").CallViews} views @param {(text: string) => void} announce */
function follow(labelling, views, announce) {
  let before = /** @type {any} */ (null);
  let timer = 0;
  const stop = effect(() => {
    const task = labelling.current.value;
    const coming = labelling.coming();
    clearTimeout(timer);
    timer = setTimeout(() => views.expect(coming), AHEAD_MS);
    if (task && task.id !== before?.id) {
      views.show(task);
      if (!before) announce(t`Call: ${measured(task.segment)}`);
    } else if (task && (task.segment !== before.segment || task.label !== before.label)) views.redraw(task);
    before = task;
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
