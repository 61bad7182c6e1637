// @ts-check
/** Elements made in script, so that no markup carries a handler or a style. */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props] `class`, `on` (listeners by event), attributes; null and false are left out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    } else if (value !== null && value !== false && value !== undefined) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One icon of the sprite, as decoration. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  // The page's own copy needs no request, and is there when the station is away.
  use.setAttribute("href", document.getElementById(`icon-${name}`) ? `#icon-${name}` : `/static/icons/lucide.svg#${name}`);
  svg.append(use);
  return svg;
}

/**
 * Fits a canvas's pixels to the screen's and returns a context in CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export function context2d(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, hgt] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== hgt) {
    canvas.width = w;
    canvas.height = hgt;
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * The shell's colours and fonts, read again when the theme changes.
 * @param {HTMLElement} element
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const token = (/** @type {string} */ name, /** @type {string} */ fallback) =>
    style.getPropertyValue(name).trim() || fallback;
  return {
    paper: token("--paper", "#f7f4ec"),
    raised: token("--raised", "#fdfbf6"),
    ink: token("--ink", "#20241e"),
    inkSoft: token("--ink-soft", "#50564b"),
    line: token("--line", "#dcd6c8"),
    accent: token("--moss", "#3d6a33"),
    slate: token("--slate", "#3b5c7b"),
    mono: token("--mono", "ui-monospace, monospace"),
  };
}

/** @typedef {ReturnType<typeof readTheme>} Theme */
