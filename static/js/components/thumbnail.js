// @ts-check
/** A small spectrogram of one call; it is asked for when it comes near the screen. */

import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { preferences } from "../lib/store.js";
import { isBlank, keptThumbnail, paintThumbnail, wantThumbnail } from "../lib/thumbnails.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/thumbnails.css");

/** What comes this near the screen is fetched, so that scrolling finds it there. */
const NEAR = "240px";

/** @type {WeakMap<Element, (isNear: boolean) => void>} */
const watched = new WeakMap();
const watcher = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => watched.get(target)?.(isIntersecting)),
  { rootMargin: NEAR },
);

/**
 * @param {{segmentId: number | string, width?: number, height?: number, label: string, context?: number, topHz?: number | null}} props
 *   width and height are pixels of the picture; style sheets may stretch it
 */
export function Thumbnail({ segmentId, width = 96, height = 64, label, context = 0.5, topHz = null }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = { width, height, context, topHz };
  const [isNear, setNear] = useState(() => Boolean(keptThumbnail(segmentId, look)));
  const [state, setState] = useState("waiting");
  const colormap = preferences.value.colormap;
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    watched.set(node, setNear);
    watcher.observe(node);
    return () => watcher.unobserve(node);
  }, []);
  useEffect(() => {
    if (!isNear) return undefined;
    return wantThumbnail(segmentId, look, (data) => {
      const next = !data ? "failed" : isBlank(data) ? "blank" : "there";
      if (canvas.current && data && next === "there") paintThumbnail(canvas.current, data, width, colormap);
      setState(next);
    });
  }, [isNear, segmentId, width, height, context, topHz, colormap]);
  const said = state === "failed" || state === "blank" ? t`${label} (no picture)`.trim() : label;
  // Without words of its own it stands beside them, and is passed over when they are read out.
  const spoken = said ? { role: "img", "aria-label": said, title: said } : { "aria-hidden": "true" };
  return html`<canvas class="thumbnail" ...${spoken} data-state=${state} width=${width} height=${height} ref=${canvas}></canvas>`;
}
