// @ts-check
/** A clustering run at work: its clusters and members, mapping and moving them, and taking it back. */

import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { useMemo, useRef, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { nameOf, toMembers } from "./members.js";

/** Segments one request may move. */
const MOST_MOVED = 20_000;

/** @param {any} run ready */
export function useRun(run) {
  const [clusters, setClusters] = useState(/** @type {any[]} */ (run.clusters));
  const [stamp, setStamp] = useState(0);
  const history = useRef(/** @type {{what: string, undo: () => Promise<any>}[]} */ ([]));
  const found = useResource(run.id, (signal) => api.get(`/clustering-runs/${run.id}/members`, { signal }).then(toMembers));
  const members = /** @type {import("./members.js").Members} */ (found.data);
  const centres = useMemo(() => (members ? centresOf(members) : new Map()), [members, stamp]);

  const latest = useRef(clusters);
  latest.current = clusters;

  const adopt = (answer) => {
    if (!answer?.clusters) return;
    latest.current = answer.clusters;
    setClusters(answer.clusters);
  };
  /** Labels changed: the map stays as it is, with the person's place on it. */
  const readLabels = async () => {
    const fresh = toMembers(await api.get(`/clustering-runs/${run.id}/members`));
    const labelOf = new Map(fresh.ids.map((id, i) => [id, fresh.labels[i]]));
    members.labels = members.ids.map((id) => labelOf.get(id) ?? null);
    setStamp((n) => n + 1);
  };
  const attempt = async (work, failed) => {
    try {
      await work();
    } catch (error) {
      sayError(error, failed);
    }
  };

  /** @param {{number: number, label: string | null, call_type_id: string | null, confidence: number | null}[]} mappings */
  async function sendMappings(mappings) {
    setClusters((before) => before.map((one) => {
      const mapping = mappings.find(({ number }) => number === one.number);
      return mapping ? { ...one, label: mapping.label, call_type_id: mapping.call_type_id, mapping_confidence: mapping.confidence } : one;
    }));
    const body = mappings.map(({ number, label, call_type_id, confidence }) => (call_type_id ? { number, call_type_id, confidence } : label ? { number, label, confidence } : { number }));
    adopt(await api.put(`/clustering-runs/${run.id}/mappings`, { body: { mappings: body } }));
  }

  const mappingOf = (one) => ({ number: one.number, label: one.label, call_type_id: one.call_type_id, confidence: one.mapping_confidence });

  /** Maps clusters to a call type or a word; null takes the mapping away. @param {number[]} numbers @param {{id?: string, name: string} | null} type @param {number} [confidence] */
  const map = (numbers, type, confidence = 1) => attempt(async () => {
    const before = latest.current.filter(({ number }) => numbers.includes(number)).map(mappingOf);
    await sendMappings(numbers.map((number) => ({ number, label: type?.name ?? null, call_type_id: type?.id ?? null, confidence: type ? confidence : null })));
    remember(type ? t`${numbers.length === 1 ? nameOf({ number: numbers[0] }) : plural(numbers.length, "cluster")} mapped to ${type.name}` : t("Mapping taken away"), () => sendMappings(before));
  }, t("Not mapped"));

  /** How sure one is. @param {number} number @param {number} confidence */
  const setSure = (number, confidence) => attempt(async () => {
    const before = latest.current.filter((one) => one.number === number && one.label).map(mappingOf);
    if (!before.length) return;
    await sendMappings(before.map((one) => ({ ...one, confidence })));
    remember(t("How sure is changed"), () => sendMappings(before));
  }, t("Not changed"));

  /** @param {number[]} indices @param {number | "new"} target @returns {Promise<number>} the cluster's number */
  async function send(indices, target) {
    let number = target;
    for (let at = 0; at < indices.length; at += MOST_MOVED) {
      const part = indices.slice(at, at + MOST_MOVED);
      const answer = await api.post(`/clustering-runs/${run.id}/move`, { segment_ids: part.map((i) => members.ids[i]), number });
      number = answer.number;
      for (const i of part) members.numbers[i] = answer.number;
      adopt(answer.run);
    }
    setStamp((n) => n + 1);
    return Number(number);
  }

  /** A cluster that was left empty is gone: its calls come back as a new one, mapped as it was. @param {number[]} some @param {number} home @param {any} mapping */
  async function sendHome(some, home, mapping) {
    if (home < 0 || latest.current.some(({ number }) => number === home)) return void (await send(some, home));
    const number = await send(some, "new");
    if (mapping) await sendMappings([{ ...mapping, number }]);
  }

  /** Puts members into another cluster. @param {number[]} indices @param {number | "new"} target */
  const move = (indices, target) => attempt(async () => {
    const moving = indices.filter((i) => members.numbers[i] !== target);
    if (!moving.length) return;
    /** @type {Map<number, number[]>} */
    const homes = new Map();
    for (const i of moving) homes.set(members.numbers[i], [...(homes.get(members.numbers[i]) || []), i]);
    const mapped = latest.current.filter(({ label }) => label).map(mappingOf);
    const number = await send(moving, target);
    remember(t`${plural(moving.length, "call")} put into ${nameOf({ number })}`, async () => {
      for (const [home, some] of homes) await sendHome(some, home, mapped.find((one) => one.number === home));
    });
  }, t("Not moved"));

  /** @param {string} what @param {() => Promise<any>} undo */
  function remember(what, undo) {
    history.current.push({ what, undo });
    say(what, { action: { label: t("Undo"), run: undoLast } });
  }

  const undoLast = () => {
    const last = history.current.pop();
    if (!last) return say("Nothing to undo");
    return attempt(() => last.undo(), t("Not undone"));
  };

  /** After the mapping was applied to calls. @param {any} answer */
  const noteApplied = (answer) => {
    if (answer.target === "training-set") return say("The training set is made", { action: { label: t("Train with it"), run: () => navigate("/classifiers?train=1") } });
    const undo = async () => {
      const { n_changed } = await api.post(`/clustering-runs/${run.id}/apply/${answer.action_id}/undo`);
      await readLabels();
      say(t`${plural(n_changed, "call")} as before`);
    };
    attempt(readLabels, t("The labels could not be read again"));
    history.current.push({ what: "applied", undo });
    return say(t`${plural(answer.n_changed, "call")} labelled${answer.n_kept ? t`, ${answer.n_kept} keep theirs` : ""}`, { action: { label: t("Undo"), run: undoLast } });
  };

  return { clusters, members, centres, stamp, error: found.error, reload: found.reload, readLabels, map, setSure, move, undoLast, noteApplied };
}

/** @typedef {ReturnType<typeof useRun>} Work */

/** The middle of each cluster on the map, by the median, which a few far members do not move. @param {import("./members.js").Members} members */
function centresOf(members) {
  /** @type {Map<number, number[]>} */
  const held = new Map();
  for (let i = 0; i < members.n; i += 1) {
    const some = held.get(members.numbers[i]);
    if (some) some.push(i);
    else held.set(members.numbers[i], [i]);
  }
  const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return new Map([...held].map(([number, some]) => [number, /** @type {[number, number]} */ ([middle(some.map((i) => members.x[i])), middle(some.map((i) => members.y[i]))])]));
}
