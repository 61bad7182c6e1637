// @ts-check
/** When the viewer is drawn: once a frame at most, and only what has changed. */

import { GUTTER, drawAxes } from "./axes.js";
import { context2d } from "./dom.js";
import { drawCursor, drawPlayhead, drawSegments, drawSelection } from "./overlay.js";

/**
 * @param {{layout: import("./layout.js").Layout, stage: import("./stage.js").Stage, picture: import("./picture.js").Picture,
 *   overview: ReturnType<typeof import("./overview.js").createOverview> | null,
 *   waveform: ReturnType<typeof import("./waveform.js").createWaveform> | null,
 *   player: ReturnType<typeof import("./player.js").createPlayer>,
 *   panel: ReturnType<typeof import("./panel.js").createPanel> | null,
 *   clock: {startMs: number, utcOffsetMin: number} | null,
 *   theme: () => import("./dom.js").Theme, onComplete: () => void, onPainted: () => void}} parts
 */
export function createPainter(parts) {
  const { layout, stage, picture, overview, waveform, player, panel } = parts;
  let theme = parts.theme();
  let isPictureStale = true;
  let request = 0;
  let overviewShown = -1;
  const figures = { frameMs: 0, pictureMs: 0, frames: 0 };

  /** @param {"picture" | "overlay"} what */
  function invalidate(what) {
    if (what === "picture") isPictureStale = true;
    if (!request) request = requestAnimationFrame(paint);
  }

  function paint() {
    request = 0;
    const began = performance.now();
    const plot = stage.plot();
    if (plot.width < 2 || plot.height < 2) return;
    const playhead = player.position();
    if (isPictureStale) {
      isPictureStale = false;
      picture.draw(stage.view(), plot);
      figures.pictureMs = picture.lastMs();
      if (picture.isComplete()) parts.onComplete();
      paintOverview();
    }
    overview?.draw(stage.segments, playhead);
    waveform?.draw(stage.view(), plot, theme, playhead);
    paintOverlay(playhead);
    showCursor();
    figures.frameMs = performance.now() - began;
    figures.frames += 1;
    parts.onPainted();
    if (player.isPlaying()) invalidate("overlay");
  }

  function paintOverview() {
    if (!overview || overviewShown === picture.overviewRevision()) return;
    overviewShown = picture.overviewRevision();
    const tiles = picture.overviewTiles();
    if (!tiles.length) return;
    const { whitening } = picture.display();
    overview.paint(tiles, picture.colours(), whitening, whitening > 0 ? picture.excessOf(tiles[0].rung) : null);
  }

  /** @param {number | null} playhead */
  function paintOverlay(playhead) {
    const plot = stage.plot();
    const view = stage.view();
    const scale = stage.scale();
    const context = context2d(layout.overlay, layout.stage.clientWidth, layout.stage.clientHeight);
    drawAxes(context, { view, plot, scale, theme, clock: parts.clock });
    context.save();
    context.beginPath();
    context.rect(plot.x, plot.y, plot.width, plot.height);
    context.clip();
    drawSegments(context, { plot, scale, segments: stage.segments, selected: stage.selected, view, mono: theme.mono, activeEdge: stage.activeEdge(), isEditable: stage.isEditable() });
    const selection = stage.selection();
    if (selection) drawSelection(context, selection, scale);
    const cursor = stage.cursor();
    if (cursor) drawCursor(context, cursor, plot);
    if (playhead !== null) drawPlayhead(context, scale.x(playhead), plot);
    context.restore();
  }

  function showCursor() {
    const cursor = stage.cursor();
    if (!panel) return;
    if (!cursor) {
      panel.showCursor(null);
      return;
    }
    const scale = stage.scale();
    const [t, f] = [scale.t(cursor.x), scale.f(cursor.y)];
    const level = picture.levelAt(t, f, stage.view(), stage.plot().width);
    panel.showCursor({ t, f, level, resolution: Math.min(0.01, 1 / scale.perSecond) });
  }

  function resize() {
    const width = layout.stage.clientWidth - GUTTER.left;
    const height = layout.stage.clientHeight - GUTTER.bottom;
    stage.setPlot({ x: GUTTER.left, y: 0, width: Math.max(1, width), height: Math.max(1, height) });
  }

  function retheme() {
    theme = parts.theme();
    invalidate("overlay");
  }

  const sizes = new ResizeObserver(resize);
  sizes.observe(layout.stage);
  const themes = new MutationObserver(retheme);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });

  return {
    invalidate,
    figures: () => ({ ...figures }),
    close() {
      sizes.disconnect();
      themes.disconnect();
      cancelAnimationFrame(request);
      request = -1;
    },
  };
}
