// @ts-check
/** What a person does in the explorer: where they stand, what they have chosen, and the commands on it. */

import { useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { similarHref } from "../lib/calls.js";
import { navigate } from "../lib/router.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { SURE } from "./cluster_card.js";
import { membersOf, nameOf } from "./members.js";

/** What points can be coloured by. */
export const COLOURS = [["cluster", t("Cluster")], ["label", t("Label")], ["mapping", t("Mapping")]];
/** Calls one search for like ones starts from. */
export const MOST_EXAMPLES = 20;
/** One press goes this much nearer. */
const ZOOM_STEP = 1.4;

/** @param {import("./use_run.js").Work} work */
export function useBench(work) {
  const { clusters, members } = work;
  const controls = useRef(/** @type {any} */ (null));
  const [active, setActive] = useState(clusters[0]?.number ?? 0);
  const [selection, setSelection] = useState(/** @type {Set<number>} */ (new Set()));
  const [chosen, setChosen] = useState(/** @type {Set<number>} */ (new Set()));
  const [marked, setMarked] = useState(/** @type {number | null} */ (null));
  const [dialog, setDialog] = useState(/** @type {any} */ (null));
  const [colourBy, setColourBy] = useState("cluster");
  const [isLasso, setLasso] = useState(false);
  // Keys come faster than the page is drawn: each must see where the one before it went.
  const at = useRef(active);
  at.current = active;
  const clusterOf = (number) => clusters.find((one) => one.number === number);

  const open = (number, { isNear = false } = {}) => {
    at.current = number;
    setActive(number);
    document.querySelector(`[data-cluster="${number}"]`)?.scrollIntoView({ block: "nearest" });
    if (isNear && members) controls.current?.show(membersOf(members, number));
  };
  const step = (by) => {
    const index = clusters.findIndex(({ number }) => number === at.current);
    const next = clusters[Math.max(0, Math.min(clusters.length - 1, index + by))];
    if (next) open(next.number);
  };
  const choose = (number) => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(number)) next.add(number);
    return next;
  });
  const map = (type) => {
    work.map(chosen.size ? [...chosen] : [at.current], type);
    setChosen(new Set());
  };
  const sure = (by) => {
    const shares = SURE.map(([share]) => /** @type {number} */ (share));
    const index = shares.indexOf(clusterOf(at.current)?.mapping_confidence ?? 1);
    work.setSure(at.current, shares[Math.max(0, Math.min(shares.length - 1, index - by))]);
  };
  const compare = () => {
    const other = marked !== null && marked !== at.current ? clusterOf(marked) : null;
    if (other) setDialog({ kind: "compare", a: other.number, b: at.current });
    else if (marked !== at.current) say(t`${nameOf({ number: at.current })} is marked; press m on another to compare`);
    setMarked(other || marked === at.current ? null : at.current);
  };
  const moveTo = (target) => {
    if (!selection.size) {
      say("Choose calls on the map first");
      return;
    }
    work.move([...selection], target);
    setSelection(new Set());
  };
  const nextColour = () => setColourBy(COLOURS[(COLOURS.findIndex(([id]) => id === colourBy) + 1) % COLOURS.length][0]);
  const lookForLike = () => {
    const representative = clusterOf(at.current)?.representative_id;
    const ids = selection.size ? [...selection].slice(0, MOST_EXAMPLES).map((i) => members.ids[i]) : representative ? [representative] : [];
    if (ids.length) navigate(similarHref(ids));
  };
  return {
    controls, active, selection, setSelection, chosen, setChosen, marked, dialog, setDialog, colourBy, setColourBy, nextColour, isLasso, setLasso, at,
    clusterOf, open, step, choose, map, sure, compare, moveTo, lookForLike,
  };
}

/** @typedef {ReturnType<typeof useBench>} Bench */

/** @param {Bench} bench @param {import("./use_run.js").Work} work @param {any[]} types @param {boolean} canMap */
export function useBenchKeys(bench, work, types, canMap) {
  const { at, controls } = bench;
  const looking = {
    j: [t("Next cluster"), () => bench.step(1)],
    k: [t("Previous cluster"), () => bench.step(-1)],
    z: [t("Go near the cluster"), () => bench.open(at.current, { isNear: true })],
    f: [t("Show the whole map"), () => controls.current?.fit()],
    "+": [t("Nearer"), () => controls.current?.zoom(ZOOM_STEP)],
    "-": [t("Further"), () => controls.current?.zoom(1 / ZOOM_STEP)],
    l: [t("Lasso on or off"), () => bench.setLasso((on) => !on)],
    c: [t("Colour by cluster, label, mapping"), bench.nextColour],
    m: [t("Mark, then compare"), bench.compare],
    i: [t("Find more like the chosen calls"), bench.lookForLike],
  };
  const working = {
    s: [t("Choose the cluster, to map several"), () => bench.choose(at.current)],
    v: [t("Put the chosen calls into this cluster"), () => bench.moveTo(at.current)],
    n: [t("Make a new cluster of the chosen calls"), () => bench.moveTo("new")],
    ".": [t("Surer of the mapping"), () => bench.sure(1)],
    ",": [t("Less sure"), () => bench.sure(-1)],
    a: [t("Apply the mapping"), () => bench.setDialog({ kind: "apply" })],
    u: [t("Undo"), work.undoLast],
  };
  const keyed = Object.fromEntries(types.filter(({ key }) => key).map((type) => [type.key, [type.name, () => bench.map(type)]]));
  // A call type's key is the call type's, whatever else it would do.
  const commands = canMap ? Object.fromEntries(Object.entries({ ...looking, ...working }).filter(([key]) => !keyed[key])) : looking;
  useKeys("Clusters", /** @type {any} */ (commands), [types, canMap]);
  useKeys("What the cluster is", /** @type {any} */ (canMap ? { ...keyed, Backspace: ["Not mapped", () => bench.map(null)] } : {}), [types, canMap]);
}
