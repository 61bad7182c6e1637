// @ts-check
/** Mouse, pen and touch on the spectrogram: which gesture it is, and what it does. */

import { REACH, cursorFor, dragged, hitTest } from "./hit.js";
import { createPinch } from "./pinch.js";
import { pan, zoomFrequency, zoomTime } from "./view.js";
import { t } from "../lib/words.js";

/** Pixels a press may wander and still be a click. */
const CLICK_SLACK = 4;

/** A notch of a wheel (100) changes the span by this. */
const ZOOM_PER_NOTCH = 1.25;

/**
 * @typedef {import("./stage.js").Stage} Stage
 * @typedef {{move: (event: PointerEvent) => void, end: (event: PointerEvent, wasClick: boolean) => void}} Gesture
 */

/** @param {HTMLElement} element the focusable stage @param {Stage} stage */
export function listenToPointer(element, stage) {
  /** @type {{gesture: Gesture, x: number, y: number, id: number, isMoved: boolean} | null} */
  let current = null;
  const pinch = createPinch(stage);

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    element.focus({ preventScroll: true });
    element.setPointerCapture(event.pointerId);
    if (pinch.down(event)) {
      current = null;
      return;
    }
    const gesture = gestureAt(event, stage);
    current = { gesture, x: event.clientX, y: event.clientY, id: event.pointerId, isMoved: false };
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    stage.setCursor(event.pointerType === "touch" ? null : at(event, element));
    if (pinch.move(event)) return;
    if (!current) {
      element.style.cursor = event.pointerType === "touch" ? "" : hoverCursor(event, element, stage);
      return;
    }
    if (event.pointerId !== current.id) return;
    const wandered = Math.hypot(event.clientX - current.x, event.clientY - current.y);
    if (!current.isMoved && wandered < CLICK_SLACK) return;
    current.isMoved = true;
    current.gesture.move(event);
  });
  element.addEventListener("lostpointercapture", (event) => {
    pinch.up(event);
    if (!current || event.pointerId !== current.id) return;
    const { gesture, isMoved } = current;
    current = null;
    gesture.end(event, !isMoved);
  });
  element.addEventListener("pointerleave", () => stage.setCursor(null));
  element.addEventListener("wheel", (event) => turnWheel(event, element, stage), { passive: false });
  element.addEventListener("dblclick", (event) => doubleClick(event, element, stage));
}

/** Position within the stage. @param {MouseEvent} event @param {HTMLElement} element */
function at(event, element) {
  const frame = element.getBoundingClientRect();
  return { x: event.clientX - frame.left, y: event.clientY - frame.top };
}

/** @param {Stage} stage @param {number} x @param {number} y */
function areaAt(stage, x, y) {
  const plot = stage.plot();
  if (x < plot.x) return "frequencies";
  return y > plot.y + plot.height ? "times" : "plot";
}

/** @param {Stage} stage @param {{x: number, y: number}} point @param {string} pointerType */
function hitAt(stage, { x, y }, pointerType) {
  const scale = stage.scale();
  const reach = REACH[/** @type {"mouse"} */ (pointerType)] || REACH.mouse;
  const near = stage.segments.within(scale.t(x - reach), scale.t(x + reach)).slice(0, 400);
  near.sort((a, b) => Number(stage.selected.has(a.id)) - Number(stage.selected.has(b.id)));
  return hitTest(near, x, y, scale, stage.plot(), reach);
}

/** @param {PointerEvent} event @param {HTMLElement} element @param {Stage} stage */
function hoverCursor(event, element, stage) {
  const point = at(event, element);
  const area = areaAt(stage, point.x, point.y);
  if (area !== "plot") return area === "times" ? "ew-resize" : "ns-resize";
  const hit = hitAt(stage, point, event.pointerType);
  return hit && !stage.mayChange(hit.segment) ? "pointer" : cursorFor(hit ? hit.grip : null);
}

/** @param {PointerEvent} event @param {Stage} stage @returns {Gesture} */
function gestureAt(event, stage) {
  const point = at(event, /** @type {HTMLElement} */ (event.currentTarget));
  const area = areaAt(stage, point.x, point.y);
  if (area !== "plot" || event.button === 1) return panning(event, stage, area);
  const hit = hitAt(stage, point, event.pointerType);
  const isTouch = event.pointerType === "touch";
  const mayEdit = hit && stage.mayChange(hit.segment) && !event.shiftKey && !event.ctrlKey && !event.metaKey;
  if (hit && mayEdit && (!isTouch || stage.selected.has(hit.segment.id))) return editing(event, stage, hit);
  if (isTouch && stage.tool() !== "draw") return tapping(panning(event, stage, "plot"), stage, hit, point);
  return drawing(event, stage, hit, point);
}

/** @param {PointerEvent} down @param {Stage} stage @param {string} area @returns {Gesture} */
function panning(down, stage, area) {
  const view = stage.view();
  const { perSecond, perHertz } = stage.scale();
  return {
    move(event) {
      const dt = area === "frequencies" ? 0 : (down.clientX - event.clientX) / perSecond;
      const df = area === "times" ? 0 : (event.clientY - down.clientY) / perHertz;
      stage.setView(pan(view, dt, df, stage.limits()));
    },
    end() {},
  };
}

/** A finger that pans when it moves and selects when it does not. @param {Gesture} gesture @param {Stage} stage @param {ReturnType<typeof hitAt>} hit @param {{x: number, y: number}} point @returns {Gesture} */
function tapping(gesture, stage, hit, point) {
  return {
    move: gesture.move,
    end(event, wasClick) {
      if (wasClick) clickOn(stage, hit, point, event);
    },
  };
}

/** @param {Stage} stage @param {ReturnType<typeof hitAt>} hit @param {{x: number, y: number}} point @param {PointerEvent} event */
function clickOn(stage, hit, point, event) {
  stage.setPlace(stage.scale().t(point.x));
  const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
  if (hit) stage.select([hit.segment.id], isAdding ? "toggle" : "only");
  else if (!isAdding) stage.select([], "only");
}

/** @param {PointerEvent} down @param {Stage} stage @param {NonNullable<ReturnType<typeof hitAt>>} hit @returns {Gesture} */
function editing(down, stage, hit) {
  const { perSecond, perHertz } = stage.scale();
  const original = hit.segment;
  const point = at(down, /** @type {HTMLElement} */ (down.currentTarget));
  /** @type {Partial<import("./types.js").Segment>} */
  let changes = {};
  return {
    move(event) {
      if (!stage.selected.has(original.id)) stage.select([original.id], "only");
      const dt = (event.clientX - down.clientX) / perSecond;
      const df = (down.clientY - event.clientY) / perHertz;
      changes = dragged(original, hit.grip, dt, df, stage.limits());
      stage.preview(original, changes);
    },
    end(event, wasClick) {
      if (wasClick) clickOn(stage, hit, point, event);
      else stage.commitDrag(original, changes, hit.grip === "move" ? t("move call") : t("move edge"));
    },
  };
}

/** @param {PointerEvent} down @param {Stage} stage @param {ReturnType<typeof hitAt>} hit @param {{x: number, y: number}} start @returns {Gesture} */
function drawing(down, stage, hit, start) {
  const scale = stage.scale();
  const limits = stage.limits();
  /** @type {{t0: number, t1: number, f0: number, f1: number} | null} */
  let box = null;
  return {
    move(event) {
      const x = start.x + event.clientX - down.clientX;
      const y = start.y + event.clientY - down.clientY;
      const [t0, t1] = [scale.t(start.x), scale.t(x)].sort((a, b) => a - b);
      const [f0, f1] = [scale.f(start.y), scale.f(y)].sort((a, b) => a - b);
      box = { t0: Math.max(0, t0), t1: Math.min(limits.duration, t1), f0: Math.max(0, f0), f1: Math.min(limits.nyquist, f1) };
      stage.setSelection(box, { isDragging: true });
    },
    end(event, wasClick) {
      if (wasClick || !box) clickOn(stage, hit, start, event);
      else stage.finishBox(box, event.shiftKey || event.ctrlKey || event.metaKey);
    },
  };
}

/** @param {WheelEvent} event @param {HTMLElement} element @param {Stage} stage */
function turnWheel(event, element, stage) {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  const { x, y } = at(event, element);
  const scale = stage.scale();
  const view = stage.view();
  const factor = ZOOM_PER_NOTCH ** (Math.max(-300, Math.min(300, dy || dx)) / 100);
  if (event.altKey) stage.setView(zoomFrequency(view, factor, scale.f(y), stage.limits()));
  else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
    stage.setView(pan(view, (event.shiftKey && !dx ? dy : dx) / scale.perSecond, 0, stage.limits()));
  } else stage.setView(zoomTime(view, factor, scale.t(x), stage.limits()));
}

/** @param {MouseEvent} event @param {HTMLElement} element @param {Stage} stage */
function doubleClick(event, element, stage) {
  const point = at(event, element);
  const hit = areaAt(stage, point.x, point.y) === "plot" ? hitAt(stage, point, "mouse") : null;
  if (hit) {
    stage.select([hit.segment.id], "only");
    stage.fit();
  } else stage.fitBand();
}
