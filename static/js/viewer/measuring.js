// @ts-check
/** Measures what is chosen, a moment after it was chosen, and shows it. */

import { measure } from "./measure.js";
import { t } from "../lib/words.js";

/** Rest after the last change before levels are read. */
const REST_MS = 80;

/** Longer than this only the duration is told: a mean over minutes says nothing of a call. */
const LONGEST_S = 20;

/**
 * @param {{stage: import("./stage.js").Stage, panel: ReturnType<typeof import("./panel.js").createPanel> | null,
 *   read: (box: import("./types.js").View, signal: AbortSignal) => Promise<import("./region.js").Region>,
 *   emit: ReturnType<typeof import("./emitter.js").createEmitter>["emit"]}} host
 */
export function createMeasuring({ stage, panel, read, emit }) {
  let timer = 0;
  let control = new AbortController();

  function isWorthIt() {
    return stage.selection() !== null || stage.selected.size > 0;
  }

  /** What is measured: the selection, the one chosen call, or all chosen ones together. */
  function subject() {
    const calls = stage.chosen();
    const selection = stage.selection();
    if (selection || !calls.length) return { title: t("Selection"), box: stage.focus(), interval_s: null };
    const [first] = calls;
    const before = stage.segments.before(first);
    const box = {
      ...stage.focus(),
      f0: Math.min(...calls.map((s) => s.low_hz ?? 0)),
      f1: Math.max(...calls.map((s) => s.high_hz ?? stage.limits().nyquist)),
    };
    const interval_s = before ? first.onset_s - before.onset_s : null;
    return { title: calls.length === 1 ? t("Call") : t`${calls.length} calls`, box, interval_s };
  }

  async function run() {
    control.abort();
    control = new AbortController();
    if (!isWorthIt()) {
      panel?.showMeasures(t("Nothing chosen"), null, null);
      emit("measure", null);
      return;
    }
    const { title, box, interval_s } = subject();
    if (box.t1 - box.t0 > LONGEST_S) {
      panel?.showMeasures(title, box.t0, null);
      return;
    }
    const { signal } = control;
    try {
      const region = await read(box, signal);
      if (signal.aborted) return;
      const measures = measure(region, box.t1 - box.t0, interval_s);
      panel?.showMeasures(title, box.t0, measures);
      emit("measure", measures);
    } catch (error) {
      if (!signal.aborted) emit("error", { error, what: "measure" });
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(run, REST_MS);
  }

  const stops = ["select", "selection", "edit"].map((event) => stage.on(event, soon));
  soon();
  return {
    close() {
      clearTimeout(timer);
      control.abort();
      stops.forEach((stop) => stop());
    },
  };
}
