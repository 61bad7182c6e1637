// @ts-check
/** What a gesture or a key may do to the viewer, in one place. */

import { boxOf, dragged } from "./hit.js";
import { clampView, fitSegment, reveal, scaleOf, wholeView } from "./view.js";
import { formatFrequency, formatSpan, formatTime } from "./ticks.js";
import { t } from "../lib/words.js";

/**
 * @typedef {import("./types.js").View} View @typedef {import("./types.js").Segment} Segment
 * @typedef {"add" | "split" | "merge" | "delete" | "snap" | "undo" | "redo"} EditVerb
 * @typedef {"onset" | "offset" | "low" | "high" | null} Edge
 *
 * @typedef {Object} StageHost
 * @property {import("./segments.js").Segments} segments
 * @property {import("./types.js").Limits} limits
 * @property {View} view
 * @property {() => boolean} isEditable
 * @property {() => boolean} mayAdd
 * @property {() => import("./editor.js").Editor} editor
 * @property {(what: "picture" | "overlay") => void} invalidate
 * @property {(event: string, detail?: any) => void} emit
 * @property {(event: string, run: (detail: any) => void) => () => void} on
 * @property {(text: string) => void} say
 * @property {() => void} togglePlay
 * @property {() => void} toggleLoop
 */

/** @param {StageHost} host */
export function createStage(host) {
  const { segments, limits } = host;
  let view = host.view;
  /** @type {import("./types.js").Plot} */
  let plot = { x: 0, y: 0, width: 1, height: 1 };
  /** @type {Set<string>} */
  const selected = new Set();
  /** @type {View | null} */
  let selection = null;
  /** @type {{x: number, y: number} | null} */
  let cursor = null;
  /** @type {Edge} */
  let edge = null;
  /** @type {"select" | "draw"} */
  let tool = "select";
  let place = 0;

  const chosen = () =>
    [...selected].flatMap((id) => segments.get(id) ?? []).sort((a, b) => a.onset_s - b.onset_s);

  /** @param {View} next */
  function setView(next) {
    view = clampView(next, limits);
    host.invalidate("picture");
    host.emit("view", view);
  }

  /** @param {string[]} ids @param {"only" | "toggle"} how */
  function select(ids, how) {
    if (how === "only") selected.clear();
    for (const id of ids) {
      if (how === "toggle" && selected.has(id)) selected.delete(id);
      else selected.add(id);
    }
    if (selected.size !== 1) edge = null;
    if (ids.length || how === "only") selection = null;
    host.invalidate("overlay");
    host.emit("select", { ids: [...selected] });
  }

  /** @param {1 | -1} direction */
  function step(direction) {
    const [first] = chosen();
    const next = segments.step(place, first ? first.id : null, direction);
    if (!next) {
      host.say(direction > 0 ? "no later detection" : "no earlier detection");
      return;
    }
    place = next.onset_s;
    setView(reveal(view, next, limits));
    select([next.id], "only");
    host.say(described(next, segments));
  }

  /** @param {View | null} box @param {{isDragging?: boolean}} [how] */
  function setSelection(box, how = {}) {
    selection = box;
    host.invalidate("overlay");
    if (!how.isDragging) host.emit("selection", box);
  }

  /** @param {View} box @param {boolean} isMarquee */
  function finishBox(box, isMarquee) {
    const inside = segments.within(box.t0, box.t1).filter((segment) => isWithin(segment, box));
    if (isMarquee && inside.length) select(inside.map(({ id }) => id), "only");
    else if (host.isEditable() && host.mayAdd() && !isMarquee) {
      selection = null;
      host.editor().addBox(box);
    } else {
      if (host.mayAdd()) selected.clear();
      host.emit("select", { ids: [...selected] });
      setSelection(box);
    }
  }

  /** @param {number} dx @param {number} dy in pixels */
  function nudgeEdge(dx, dy) {
    const [segment] = chosen();
    const isTime = edge === "onset" || edge === "offset";
    if (!segment || !edge || (isTime ? dx === 0 : dy === 0)) return false;
    const { perSecond, perHertz } = scaleOf(view, plot);
    host.editor().change(segment, dragged(segment, edge, dx / perSecond, dy / perHertz, limits), t("move edge"));
    return true;
  }

  return {
    segments,
    selected,
    chosen,
    setView,
    select,
    step,
    setSelection,
    finishBox,
    nudgeEdge,
    view: () => view,
    limits: () => limits,
    plot: () => plot,
    scale: () => scaleOf(view, plot),
    selection: () => selection,
    cursor: () => cursor,
    place: () => (cursor ? scaleOf(view, plot).t(cursor.x) : place),
    tool: () => tool,
    activeEdge: () => edge,
    isEditable: host.isEditable,
    /** Whether a gesture may reshape it. @param {Segment} segment */
    mayChange: (segment) => host.isEditable() && (host.mayAdd() || selected.has(segment.id)),
    on: host.on,
    togglePlay: host.togglePlay,
    toggleLoop: host.toggleLoop,
    /** @param {EditVerb} verb @returns {boolean} */
    editor: (verb) => host.isEditable() && host.editor().run(verb),
    /** @param {import("./types.js").Plot} next */
    setPlot(next) {
      plot = next;
      host.invalidate("picture");
    },
    /** @param {{x: number, y: number} | null} next */
    setCursor(next) {
      cursor = next && next.x >= plot.x && next.y <= plot.y + plot.height ? next : null;
      host.invalidate("overlay");
    },
    /** @param {number} t */
    setPlace(t) {
      place = Math.max(0, Math.min(limits.duration, t));
    },
    /** @param {"select" | "draw"} next */
    setTool(next) {
      tool = next;
    },
    /** @param {Edge} next */
    setActiveEdge(next) {
      if (selected.size !== 1) return false;
      edge = next;
      host.say(next ? t`arrows move the ${EDGE_NAMES[next]}` : "arrows step through detections");
      host.invalidate("overlay");
      return true;
    },
    fit() {
      const [first] = chosen();
      const box = selection;
      if (first) setView(fitSegment(first, limits));
      else if (box) setView(box);
    },
    fitAll: () => setView(wholeView(limits)),
    fitBand: () => setView({ ...view, f0: 0, f1: limits.nyquist }),
    letGo() {
      const hadSomething = edge !== null || selection !== null || selected.size > 0;
      if (edge !== null) edge = null;
      else select([], "only");
      setSelection(null);
      return hadSomething;
    },
    /** Shows a segment as it would be while it is dragged. @param {Segment} original @param {Partial<Segment>} changes */
    preview(original, changes) {
      segments.update(original.id, { ...original, ...changes });
      host.invalidate("overlay");
    },
    /** @param {Segment} original @param {Partial<Segment>} changes @param {string} label */
    commitDrag(original, changes, label) {
      segments.update(original.id, original);
      host.editor().change(original, changes, label);
    },
    /** The box that is heard and measured: the selection, the chosen calls, or the window. @returns {View} */
    focus() {
      if (selection) return selection;
      const calls = chosen();
      if (!calls.length) return view;
      return {
        t0: Math.min(...calls.map((s) => s.onset_s)),
        t1: Math.max(...calls.map((s) => s.offset_s)),
        f0: view.f0,
        f1: view.f1,
      };
    },
    /** Where the edges of a call lie on the screen, for whoever places something beside it. @param {Segment} segment */
    boxOf: (segment) => boxOf(segment, scaleOf(view, plot), plot),
  };
}

const EDGE_NAMES = { onset: t("start"), offset: t("end"), low: t("lower edge"), high: t("upper edge") };

/** @param {Segment} segment @param {View} box */
function isWithin({ onset_s, offset_s, low_hz, high_hz }, box) {
  const middle = low_hz === null || high_hz === null ? (box.f0 + box.f1) / 2 : (low_hz + high_hz) / 2;
  return onset_s >= box.t0 && offset_s <= box.t1 && middle >= box.f0 && middle <= box.f1;
}

/** @param {Segment} segment @param {import("./segments.js").Segments} segments */
function described(segment, segments) {
  const number = segments.placeOf(segment.onset_s) + 1;
  const band =
    segment.low_hz !== null && segment.high_hz !== null
      ? t`, ${formatFrequency(segment.low_hz)} to ${formatFrequency(segment.high_hz)}`
      : "";
  const said = segment.label ? `, ${segment.label}${segment.source === "model" ? t(" by the model") : ""}` : "";
  const length = formatSpan(segment.offset_s - segment.onset_s);
  return t`detection ${number} of ${segments.size()}: ${formatTime(segment.onset_s, 0.001)}, ${length}${band}${said}`;
}

/** @typedef {ReturnType<typeof createStage>} Stage */
