// @ts-check
/** Calls by number: where they lie, where they are looked at, and giving many of them one name. */

import { api } from "./api.js";
import { plural } from "./format.js";
import { species } from "./names.js";
import { useResource } from "./resource.js";
import { activeGroup } from "./store.js";
import { say, sayError } from "./toasts.js";
import { t } from "./words.js";

/** Numbers of one request. */
const A_REQUEST = 200;
/** Shown before and after a call that is opened in its recording, in seconds. */
const AROUND_S = 0.15;
/** Repertoires whose types are offered together. */
const MOST_SPECIES = 12;

/**
 * @typedef {{id: number, recording_id: string, recording_name: string, project_id: string, species_id: string | null,
 *   sr_hz: number, onset_s: number, offset_s: number, low_hz: number | null, high_hz: number | null,
 *   label: string | null, is_rejected: boolean}} PlacedCall
 */

/** Calls in the order asked for, without those that are gone. @param {(number | string)[]} ids @param {AbortSignal} [signal] @returns {Promise<PlacedCall[]>} */
export async function loadCalls(ids, signal) {
  const found = [];
  for (let at = 0; at < ids.length; at += A_REQUEST) {
    const page = await api.get("/segments", { query: { ids: ids.slice(at, at + A_REQUEST).join(",") }, signal });
    found.push(...page.results);
  }
  return found;
}

/** The call in its recording's viewer. @param {{id?: number, segment_id?: number, recording_id: string, onset_s: number, offset_s: number}} call */
export function callHref(call) {
  const from = Math.max(0, call.onset_s - AROUND_S).toFixed(3);
  return `/recordings/${call.recording_id}?segment=${call.segment_id ?? call.id}&from=${from}&to=${(call.offset_s + AROUND_S).toFixed(3)}`;
}

/** Where calls like these are looked for. @param {(number | string)[]} ids */
export const similarHref = (ids) => `/similar?examples=${ids.join(",")}`;

/** Call types one can label with: those of the species, else of every species of the group. @param {string | null} [speciesId] */
export function useCallTypes(speciesId) {
  const known = species.value.map(({ id }) => id);
  const wanted = speciesId && known.includes(speciesId) ? [speciesId] : known.slice(0, MOST_SPECIES);
  const key = wanted.join();
  const found = useResource(key || null, async (signal) => {
    const lists = await Promise.all(wanted.map((id) => api.get(`/species/${id}/call-types`, { query: { limit: 100, group_id: activeGroup.value?.id }, signal })));
    const types = lists.flatMap(({ results }) => results).filter((type) => !type.is_retired);
    return [...new Map(types.map((type) => [type.name, type])).values()];
  });
  return found.data || [];
}

/**
 * @typedef {{label?: string, call_type_id?: string, is_rejected?: boolean}} CallWord
 */

/**
 * Gives calls one word and offers to take it back.
 * @param {number[]} segment_ids @param {CallWord} word @param {string} said as people read it
 * @param {() => void} onUndone
 */
export async function nameCalls(segment_ids, word, said, onUndone) {
  const { action_id, n_changed } = await api.post("/segments/labels", { segment_ids, ...word });
  const undo = async () => {
    try {
      const { n_changed: n } = await api.post(`/segments/labels/${action_id}/undo`);
      onUndone();
      say(t`${plural(n, "call")} as before`);
    } catch (error) {
      sayError(error, "Not undone");
    }
  };
  say(n_changed ? `${plural(n_changed, "call")}: ${said}` : t`All of them were ${said} already`, n_changed ? { action: { label: t("Undo"), run: undo } } : {});
  return undo;
}
