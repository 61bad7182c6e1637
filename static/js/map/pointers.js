// @ts-check
/** Moving the map by mouse, wheel and fingers. */

import { useEffect } from "../lib/html.js";

/** A press that moves less than this is a click. */
const SLACK_PX = 4;

/**
 * @param {{current: HTMLCanvasElement | null}} canvas
 * @param {{view: {current: any}, move: (view: any) => void, zoom: (factor: number, x?: number, y?: number) => void,
 *   pick: (x: number, y: number) => void}} actions
 */
export function usePointers(canvas, actions) {
  useEffect(() => {
    const node = /** @type {HTMLCanvasElement} */ (canvas.current);
    /** Fingers and buttons that are down. @type {Map<number, {x: number, y: number}>} */
    const down = new Map();
    let moved = false;
    const fromMiddle = (/** @type {{x: number, y: number}} */ at) => {
      const box = node.getBoundingClientRect();
      return { x: at.x - box.left - box.width / 2, y: at.y - box.top - box.height / 2 };
    };
    const onWheel = (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      const { x, y } = fromMiddle({ x: event.clientX, y: event.clientY });
      actions.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), x, y);
    };
    const onDown = (/** @type {PointerEvent} */ event) => {
      node.setPointerCapture(event.pointerId);
      if (!down.size) moved = false;
      down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    const onMove = (/** @type {PointerEvent} */ event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (!moved && !other && Math.hypot(now.x - before.x, now.y - before.y) < SLACK_PX) return;
      moved = true;
      down.set(event.pointerId, now);
      const share = other ? 0.5 : 1;
      const view = actions.view.current;
      actions.move({ ...view, x: view.x - (share * (now.x - before.x)) / view.scale, y: view.y - (share * (now.y - before.y)) / view.scale });
      if (!other) return;
      const [wide, narrow] = [Math.hypot(now.x - other.x, now.y - other.y), Math.hypot(before.x - other.x, before.y - other.y)];
      const { x, y } = fromMiddle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      if (narrow > 0) actions.zoom(wide / narrow, x, y);
    };
    const onUp = (/** @type {PointerEvent} */ event) => {
      const at = down.get(event.pointerId);
      down.delete(event.pointerId);
      if (!at || moved || event.type !== "pointerup") return;
      const box = node.getBoundingClientRect();
      actions.pick(event.clientX - box.left, event.clientY - box.top);
    };
    const onDouble = (/** @type {MouseEvent} */ event) => {
      const { x, y } = fromMiddle({ x: event.clientX, y: event.clientY });
      actions.zoom(2, x, y);
    };
    const table = { pointerdown: onDown, pointermove: onMove, pointerup: onUp, pointercancel: onUp, dblclick: onDouble };
    node.addEventListener("wheel", onWheel, { passive: false });
    for (const [name, listener] of Object.entries(table)) node.addEventListener(name, /** @type {any} */ (listener));
    return () => {
      node.removeEventListener("wheel", onWheel);
      for (const [name, listener] of Object.entries(table)) node.removeEventListener(name, /** @type {any} */ (listener));
    };
  }, []);
}
