// @ts-check
/** Colours of clusters and of labels: the theme's eight, then the same in other lightness. */

const SERIES = 8;
/** Rounds of the eight colours, mixed with the ground so far. */
const SHADES = [1, 0.62, 0.38];

/** The theme's colours as numbers; read anew when the theme changes. */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: SERIES }, (_, i) => value(`--series-${i + 1}`)),
    ground: value("--sunken"), ink: value("--ink"), soft: value("--ink-soft"), line: value("--line"), moss: value("--moss"),
    faint: value("--line-strong"), raised: value("--raised"), onAccent: value("--on-accent"),
  };
}

/** @typedef {ReturnType<typeof readTheme>} MapTheme */

/** @param {string} hex @returns {number[]} */
const parts = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** @param {string} one @param {string} other @param {number} share of the first */
function mix(one, other, share) {
  const [a, b] = [parts(one), parts(other)];
  return `#${a.map((part, i) => Math.round(part * share + b[i] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

/** The colour of the nth thing; what belongs nowhere (-1) is grey. @param {number} n @param {MapTheme} theme */
export function colourOf(n, theme) {
  if (n < 0) return theme.faint;
  const shade = SHADES[Math.floor(n / SERIES) % SHADES.length];
  return mix(theme.series[n % SERIES], theme.ground, shade);
}

/** Each label's place in the palette, by how often it stands. @param {(string | null)[]} labels @returns {Map<string, number>} */
export function placesOfLabels(labels) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const label of labels) if (label) counts.set(label, (counts.get(label) || 0) + 1);
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return new Map(ordered.map(([label], place) => [label, place]));
}
