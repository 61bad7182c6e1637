// @ts-check
/** The working state of a recording's calls: which segmentation, its rows, the viewer, what is chosen. */

import { useCallback, useEffect, useRef, useState } from "../lib/html.js";
import { onAnyEvent } from "../lib/live.js";
import { useGet, useResource } from "../lib/resource.js";
import { place } from "../lib/router.js";
import { loadGuesses, loadSegments, withGuesses } from "../lib/segments.js";
import { sayError } from "../lib/toasts.js";

/** @param {any} recording */
export function useSegmentsOf(recording) {
  const rootId = recording.parent_id || recording.id;
  const runs = useGet(`/recordings/${rootId}/segmentations`);
  const segmentations = runs.data?.results || [];
  const segmentation = segmentations.find(({ id }) => id === place.value.query.seg) || segmentations.find(({ is_current }) => is_current) || segmentations[0] || null;
  const loaded = useLoaded(rootId, segmentation);
  const viewer = useRef(/** @type {any} */ (null));
  const [hasViewer, setHasViewer] = useState(false);
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  const [selected, setSelected] = useState(/** @type {string[]} */ ([]));
  const [view, setView] = useState(/** @type {any} */ (null));
  const [conflict, setConflict] = useState(false);

  const show = useCallback(() => {
    if (!loaded.data) return;
    viewer.current?.setSegments(loaded.data.segments, { version: loaded.data.etag });
    setRows(loaded.data.segments);
    const wanted = place.value.query.segment;
    if (wanted && viewer.current) viewer.current.select([wanted]);
  }, [loaded.data]);
  useEffect(show, [show, hasViewer]);
  useNews(rootId, recording.id, runs, loaded, viewer);

  return {
    segmentations, segmentation, rows, setRows, selected, view, conflict, show,
    loading: runs.loading || loaded.loading,
    error: runs.error || loaded.error,
    isCut: Boolean(loaded.data?.isCut),
    guessed: rows.filter((row) => row.guess),
    viewer: viewer.current,
    setSelected, setView,
    setConflict: () => setConflict(true),
    setViewer: (made) => {
      viewer.current = made;
      setHasViewer(Boolean(made));
      if (made) setView(made.view());
    },
    reload: () => {
      runs.reload();
      loaded.reload();
    },
    async resolve(choice) {
      try {
        const now = await loadSegments(segmentation.id, new AbortController().signal);
        viewer.current?.resolveConflict(choice, { segments: now.segments, version: now.etag });
        setRows(viewer.current?.segments() || []);
        setConflict(false);
      } catch (error) {
        sayError(error, "Not settled");
      }
    },
  };
}

/** Segments with the guesses of the current classification beside them. @param {string} rootId @param {any} segmentation */
function useLoaded(rootId, segmentation) {
  return useResource(segmentation ? segmentation.id : null, async (signal) => {
    const [found, guesses] = await Promise.all([
      loadSegments(segmentation.id, signal),
      segmentation.is_current ? loadGuesses(rootId, signal).catch(() => new Map()) : new Map(),
    ]);
    return { ...found, segments: withGuesses(found.segments, guesses) };
  });
}

/** A run that ends, or a classification, brings new rows; own edits do not, they are here already. @param {string} rootId @param {string} id @param {any} runs @param {any} loaded @param {any} viewer */
function useNews(rootId, id, runs, loaded, viewer) {
  useEffect(() => onAnyEvent((event, payload) => {
    if (event === "segmentation.changed" && payload.recording_id === rootId) runs.reload();
    if (event === "recording.changed" && (payload.id === id || payload.id === rootId) && !viewer.current?.hasUnsaved()) {
      runs.reload();
      if (payload.is_classified) loaded.reload();
    }
  }), [rootId, id, runs.reload, loaded.reload]);
}
