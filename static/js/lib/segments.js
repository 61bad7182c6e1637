// @ts-check
/** The segments of a recording between the API and the viewer: loading, saving edits, guesses beside words. */

import { api, getTagged, request, writeTagged } from "./api.js";

/** Segments one request brings, and the most a page shows. */
const PAGE = 5000;
const MOST = 50_000;
/** Calls whose guesses are asked for; a list request brings 500. */
const MOST_GUESSES = 5000;

/** @typedef {import("../viewer/types.js").Segment & {origin?: string, score?: number | null, note?: string | null, guess?: string | null}} PageSegment */

/**
 * Every segment of a segmentation, with the entity tag its edits need.
 * @param {string} id @param {AbortSignal} signal
 * @returns {Promise<{segments: PageSegment[], etag: string, isCut: boolean}>}
 */
export async function loadSegments(id, signal) {
  const first = await getTagged(`/segmentations/${id}/segments`, { query: { limit: PAGE }, signal });
  const rows = [...first.data.results];
  let { next } = first.data;
  while (next && rows.length < MOST) {
    const page = await api.get(next, { signal });
    rows.push(...page.results);
    next = page.next;
  }
  return { segments: rows.map(fromApi), etag: first.etag, isCut: Boolean(next) };
}

/** @param {any} row @returns {PageSegment} */
function fromApi(row) {
  const isPerson = row.origin === "person" || Boolean(row.label) || row.is_rejected;
  return { ...row, id: String(row.id), label: row.label || undefined, source: isPerson ? "person" : "model", confidence: null };
}

/**
 * What the current classifier says of the calls of a recording, by segment.
 * @param {string} recordingId @param {AbortSignal} signal
 * @returns {Promise<Map<string, {label: string, confidence: number}>>}
 */
export async function loadGuesses(recordingId, signal) {
  const guesses = new Map();
  let page = await api.get("/results/calls", { query: { recording_id: recordingId, limit: 500, ordering: "onset_s" }, signal });
  for (let seen = 0; ; ) {
    for (const call of page.results) {
      if (call.predicted || call.is_unknown) guesses.set(String(call.id), { label: call.is_unknown ? "unknown" : call.predicted, confidence: call.is_unknown ? null : call.confidence });
    }
    seen += page.results.length;
    if (!page.next || seen >= MOST_GUESSES) return guesses;
    page = await api.get(page.next, { signal });
  }
}

/**
 * Puts guesses beside segments nobody has named, as "type?": a guess never reads like a person's word, and it is
 * known again when an undone edit brings it back.
 * @param {PageSegment[]} segments @param {Map<string, any>} guesses @returns {PageSegment[]}
 */
export function withGuesses(segments, guesses) {
  return segments.map((segment) => {
    const found = guesses.get(segment.id);
    if (!found || segment.is_rejected) return segment;
    if (segment.label) return { ...segment, confidence: found.confidence };
    const guess = `${found.label}?`;
    return { ...segment, label: guess, guess, confidence: found.confidence, source: "model" };
  });
}

/** Whether the label of a row is still what the model said. @param {PageSegment} row */
export const isGuess = (row) => Boolean(row.guess) && row.label === row.guess;

/** @param {string | number} id */
const wireId = (id) => (/^\d+$/.test(String(id)) ? Number(id) : id);

/**
 * The viewer's operations as the API takes them: numbers for known segments, and only a person's word as a label.
 * @param {any[]} operations @param {Set<string>} guesses the labels that are guesses
 */
export function toApiOperations(operations, guesses) {
  return operations.map((operation) => {
    const wire = { ...operation };
    if (wire.id !== undefined) wire.id = wireId(wire.id);
    if (wire.ids) wire.ids = wire.ids.map(wireId);
    if (wire.label !== undefined) wire.label = guesses.has(wire.label) ? null : wire.label || null;
    return wire;
  });
}

/**
 * Stores edits; answers as the viewer's autosave wants it.
 * @param {string} id the segmentation @param {any[]} operations as the API takes them @param {string} etag
 */
export async function saveEdits(id, operations, etag) {
  const { data, etag: next } = await writeTagged("POST", `/segmentations/${id}/edits`, { operations }, etag);
  return { version: next, ids: data.ids || {} };
}

/** A GET for the viewer's source. @param {string} path @param {Record<string, any>} query @param {AbortSignal} signal */
export const fetchForViewer = (path, query, signal) => request("GET", path, { query, signal });
