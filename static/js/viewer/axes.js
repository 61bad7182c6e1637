// @ts-check
/** The marks along time and frequency. */

import { formatClock, frequencyTicks, timeTicks } from "./ticks.js";

/** Room left of and below the spectrogram. */
export const GUTTER = { left: 46, bottom: 24 };

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{view: import("./types.js").View, plot: import("./types.js").Plot, scale: import("./view.js").Scale,
 *   theme: import("./dom.js").Theme, clock: {startMs: number, utcOffsetMin: number} | null}} scene
 */
export function drawAxes(context, { view, plot, scale, theme, clock }) {
  context.font = `11px ${theme.mono}`;
  context.fillStyle = theme.inkSoft;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  drawTimes(context, view, plot, scale, clock);
  drawFrequencies(context, view, plot, scale);
  context.stroke();
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText("kHz", 4, plot.y + plot.height + 7);
}

/** @param {CanvasRenderingContext2D} context @param {import("./types.js").View} view @param {import("./types.js").Plot} plot @param {import("./view.js").Scale} scale @param {{startMs: number, utcOffsetMin: number} | null} clock */
function drawTimes(context, view, plot, scale, clock) {
  const ticks = timeTicks(view.t0, view.t1, plot.width);
  const bottom = plot.y + plot.height;
  context.textBaseline = "top";
  const isWall = clock !== null && ticks.step >= 60;
  for (const t of ticks.at) {
    const x = Math.round(scale.x(t)) + 0.5;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 5);
    const text = isWall ? formatClock(clock, t).slice(0, 5) : ticks.label(t);
    const half = context.measureText(text).width / 2;
    context.textAlign = "center";
    if (x - half >= plot.x - 8 && x + half <= plot.x + plot.width) context.fillText(text, x, bottom + 7);
  }
}

/** @param {CanvasRenderingContext2D} context @param {import("./types.js").View} view @param {import("./types.js").Plot} plot @param {import("./view.js").Scale} scale */
function drawFrequencies(context, view, plot, scale) {
  const ticks = frequencyTicks(view.f0, view.f1, plot.height);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const f of ticks.at) {
    const y = Math.round(scale.y(f)) + 0.5;
    context.moveTo(plot.x - 5, y);
    context.lineTo(plot.x, y);
    const at = Math.min(Math.max(y, plot.y + 6), plot.y + plot.height - 5);
    context.fillText(ticks.label(f), plot.x - 8, at);
  }
}
