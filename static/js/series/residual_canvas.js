// @ts-check
/** Distances of the points from the curve: a shape that is left says that the curve is the wrong one. */

import { html, useEffect, useRef } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { drawAxes, plane, roomy, token } from "./plane.js";

const HEIGHT_PX = 180;

/** @param {{data: any, label: string, unit: string}} props */
export function ResidualCanvas({ data, label, unit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const draw = () => drawResiduals(node, data, label, unit);
    const observer = new ResizeObserver(draw);
    observer.observe(node);
    draw();
    return () => observer.disconnect();
  }, [data, label, theme.value]);
  return html`<canvas class="cloud-canvas" ref=${canvas} role="img" aria-label="Distances of the points from the curve"></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {any} data @param {string} label @param {string} unit */
function drawResiduals(canvas, data, label, unit) {
  const { points } = data;
  const residuals = points.y.map((value, i) => value - points.fitted[i]);
  const most = residuals.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const xRange = roomy(data.density.x[0], data.density.x[1]);
  const yRange = roomy(-most, most);
  const on = plane(canvas, HEIGHT_PX, xRange, yRange);
  drawAxes(on, xRange, yRange, { x: label, y: unit ? t`distance (${unit})` : t("distance") });
  const { ctx, x, y, box } = on;
  ctx.strokeStyle = token("--moss");
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(box.left, y(0));
  ctx.lineTo(box.left + box.width, y(0));
  ctx.stroke();
  const [inside, outside] = [token("--series-3"), token("--brick")];
  residuals.forEach((value, i) => {
    ctx.fillStyle = points.is_outside[i] ? outside : inside;
    ctx.globalAlpha = points.is_outside[i] ? 1 : 0.55;
    ctx.fillRect(x(points.x[i]) - 1, y(value) - 1, 2, 2);
  });
  ctx.globalAlpha = 1;
}
