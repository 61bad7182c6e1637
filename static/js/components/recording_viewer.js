// @ts-check
/** The spectrogram viewer on a page: made once for a recording, fed with segments, saving what is edited. */

import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { place, setQuery } from "../lib/router.js";
import { fetchForViewer, saveEdits, toApiOperations } from "../lib/segments.js";
import { may, preferences, savePreferences } from "../lib/store.js";
import { Failure } from "./states.js";

/** The address follows the window after a rest: browsers limit how often it may change. */
const ADDRESS_REST_MS = 500;
/** A call opened by a link is shown with this much before and after, in seconds. */
const FIRST_SPAN_S = 2;

/**
 * @param {{recording: any, segmentationId: string | null, isProposal: boolean, onViewer: (viewer: any) => void,
 *   onSegments: (segments: any[]) => void, onSelect: (ids: string[]) => void, onView: (view: any) => void,
 *   onConflict: () => void, onSaved: (etag: string) => void, guesses: Set<string>}} props
 */
export function RecordingViewer(props) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const latest = useRef(props);
  latest.current = props;
  const [error, setError] = useState(/** @type {any} */ (null));
  const { recording } = props;
  useEffect(() => {
    const control = new AbortController();
    let viewer;
    let timer = 0;
    openViewer(host.current, recording, latest, control.signal).then((made) => {
      if (control.signal.aborted) return made.destroy();
      viewer = made;
      viewer.on("view", (view) => {
        latest.current.onView(view);
        clearTimeout(timer);
        timer = setTimeout(() => setQuery(addressOf(view, recording)), ADDRESS_REST_MS);
      });
      viewer.on("select", ({ ids }) => latest.current.onSelect(ids));
      viewer.on("edit", () => latest.current.onSegments([...viewer.segments()]));
      viewer.on("conflict", () => latest.current.onConflict());
      return latest.current.onViewer(viewer);
    }, (problem) => !control.signal.aborted && setError(problem));
    return () => {
      clearTimeout(timer);
      control.abort();
      viewer?.flush();
      viewer?.destroy();
      latest.current.onViewer(null);
    };
  }, [recording.id]);
  if (error) return html`<${Failure} error=${error} what="The spectrogram could not be drawn" />`;
  return html`<section aria-labelledby="viewer-heading"><h2 class="sr-only" id="viewer-heading">Spectrogram</h2><div class="viewer-host" ref=${host}></div></section>`;
}

/** @param {any} element @param {any} recording @param {{current: any}} latest @param {AbortSignal} signal */
async function openViewer(element, recording, latest, signal) {
  const [{ createViewer }, { createHttpSource }] = await Promise.all([
    import("../viewer/index.js"), import("../viewer/http_source.js"), loadStyle("/static/css/viewer.css"),
  ]);
  const view = firstView(recording);
  return createViewer(element, {
    source: createHttpSource(recording.id, fetchForViewer),
    signal,
    options: {
      label: recording.name,
      isEditable: may("annotator"),
      nChannels: recording.n_channels,
      clock: recording.recorded_at ? { startMs: new Date(recording.recorded_at).getTime(), utcOffsetMin: recording.utc_offset_min ?? 0 } : null,
      display: preferences.value.colormap ? { colormap: preferences.value.colormap } : undefined,
      listening: preferences.value.playback_speed ? { factor: 1 / preferences.value.playback_speed } : undefined,
      onPreferences: ({ colormap }) => colormap && colormap !== preferences.value.colormap && savePreferences({ colormap }).catch(() => null),
      save: (edit) => save(edit, latest.current),
      ...(view ? { view } : {}),
    },
  });
}

/** @param {{operations: any[], version: string | null}} edit @param {any} props */
async function save({ operations, version }, props) {
  if (props.isProposal || !props.segmentationId) return { version };
  const saved = await saveEdits(props.segmentationId, toApiOperations(operations, props.guesses), version || "");
  props.onSaved(saved.version);
  return saved;
}

/** The window of the address, else the start of a long recording. @param {any} recording */
function firstView(recording) {
  const { from, to, low, high } = place.value.query;
  const nyquist = recording.sr_hz / 2;
  const t0 = from ? Number(from) : recording.offset_s || 0;
  const t1 = to ? Number(to) : Math.min(t0 + FIRST_SPAN_S, (recording.offset_s || 0) + recording.duration_s);
  if (!(t1 > t0)) return null;
  return { t0, t1, f0: low ? Number(low) * 1000 : 0, f1: high ? Number(high) * 1000 : nyquist };
}

/** @param {{t0: number, t1: number, f0: number, f1: number}} view @param {any} recording */
function addressOf(view, recording) {
  const whole = view.f0 <= 0 && view.f1 >= recording.sr_hz / 2 - 1;
  return {
    from: view.t0.toFixed(3), to: view.t1.toFixed(3),
    low: whole ? null : (view.f0 / 1000).toFixed(1), high: whole ? null : (view.f1 / 1000).toFixed(1),
  };
}
