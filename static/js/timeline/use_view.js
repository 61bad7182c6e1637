// @ts-check
/** The tracks of the span one looks at; while finer ones are on their way, those that are there go on being shown. */

import { useEffect, useRef, useState } from "../lib/html.js";
import { useSettled } from "../lib/resource.js";
import { inOwnWords } from "./own_words.js";

/** Waits so long after the last movement before it asks. */
const SETTLE_MS = 120;

/** @param {number} ms */
export const iso = (ms) => new Date(ms).toISOString();

/** Pixels that are asked for; the same for windows of about one size, so that answers can be used again. */
export const widthPx = () => Math.min(2000, Math.max(300, Math.ceil(innerWidth / 200) * 200));

/**
 * @param {string | null} key changes with everything but the span; null asks for nothing
 * @param {import("./types.js").Span | null} span null: all there is
 * @param {(span: import("./types.js").Span | null, signal: AbortSignal) => Promise<import("./types.js").View>} load
 */
export function useView(key, span, load) {
  const [state, setState] = useState(/** @type {{key: string | null, view: import("./types.js").View | null, error: any}} */ ({ key: null, view: null, error: null }));
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const wanted = key === null ? "" : `${key}|${span ? span.join() : ""}`;
  const settled = useSettled(wanted, SETTLE_MS);
  const isFirst = useRef(true);
  const now = isFirst.current ? wanted : settled;
  useEffect(() => {
    if (!now || key === null) return undefined;
    isFirst.current = false;
    const control = new AbortController();
    setBusy(true);
    load(span, control.signal).then(
      (view) => !control.signal.aborted && (setState({ key, view: { ...view, tracks: view.tracks.map((track) => inOwnWords(track, track.spec?.kind)) }, error: null }), setBusy(false)),
      (error) => !control.signal.aborted && (setState((before) => ({ key, view: before.key === key ? before.view : null, error })), setBusy(false)),
    );
    return () => control.abort();
  }, [now, round]);
  return { view: key === null ? null : state.view, error: state.error, busy, isCurrent: state.key === key, reload: () => setRound((n) => n + 1) };
}
