// @ts-check
/** The working state of a recording's calls: which segmentation, its rows, the viewer, what is chosen. */

import { useCallback, useEffect, useMemo, useRef, useState } from "../lib/html.js";
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
  const segmentation = segmentations.find(({ id }) => id === place.value.query.segmentation) || segmentations.find(({ is_current }) => is_current) || segmentations[0] || null;
  const loaded = useLoaded(rootId, segmentation);
  const viewer = useRef(/** @type {any} */ (null));
  const version = useRef(0);
  /** The call the address last asked for: chosen once, not again whenever the calls are read anew. */
  const sought = useRef(/** @type {string | undefined} */ (undefined));
  const [hasViewer, setHasViewer] = useState(false);
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  const [selected, setSelected] = useState(/** @type {string[]} */ ([]));
  const [view, setView] = useState(/** @type {any} */ (null));
  const [conflict, setConflict] = useState(false);

  const show = useCallback(() => {
    if (!loaded.data) return;
    version.current = versionOf(loaded.data.etag);
    viewer.current?.setSegments(loaded.data.segments, { version: loaded.data.etag });
    setRows(loaded.data.segments);
    const wanted = place.value.query.segment;
    if (wanted && viewer.current && wanted !== sought.current) {
      sought.current = wanted;
      viewer.current.select([wanted]);
    }
  }, [loaded.data]);
  useEffect(show, [show, hasViewer]);
  useNews({ rootId, recording, runs, loaded, viewer, version, segmentationId: segmentation?.id });

  return {
    segmentations, segmentation, rows, setRows, selected, view, conflict, show,
    loading: runs.loading || loaded.loading,
    error: runs.error || loaded.error,
    isCut: Boolean(loaded.data?.isCut),
    guesses: useMemo(() => new Set((loaded.data?.segments || []).map(({ guess }) => guess).filter(Boolean)), [loaded.data]),
    viewer: viewer.current,
    setSelected, setView,
    setConflict: () => setConflict(true),
    noteSaved: (etag) => { version.current = versionOf(etag); },
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
        version.current = versionOf(now.etag);
        viewer.current?.resolveConflict(choice, { segments: now.segments, version: now.etag });
        setRows([...(viewer.current?.segments() || [])]);
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

/** The number in an entity tag. @param {string} etag */
const versionOf = (etag) => Number(String(etag).replace(/\D/g, "")) || 0;

/** News of an edit comes before the answer to it; then it is known whether it was one's own. */
const OWN_ANSWER_MS = 1500;

/** Others' edits and a first classification bring new rows; own edits do not, they are here already. @param {any} props */
function useNews({ rootId, recording, runs, loaded, viewer, version, segmentationId }) {
  useEffect(() => {
    let timer = 0;
    const stop = onAnyEvent((event, payload) => {
      if (event === "segmentation.changed" && payload.recording_id === rootId) {
        runs.reload();
        clearTimeout(timer);
        timer = setTimeout(() => {
          const isNews = payload.id === segmentationId && payload.version > version.current;
          if (isNews && !viewer.current?.hasUnsaved()) loaded.reload();
        }, OWN_ANSWER_MS);
      }
      const isThis = payload.id === recording.id || payload.id === rootId;
      if (event === "recording.changed" && isThis && payload.is_classified && !recording.is_classified) loaded.reload();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [rootId, recording.id, recording.is_classified, segmentationId, runs.reload, loaded.reload]);
}
