// @ts-check
/** Draws the nodes of a window: lines, fans of what is too small to see, points, names as room allows. */

/** @typedef {import("./tiles.js").TreeNode} TreeNode */
/** @typedef {{x: number, y: number, scale: number, width: number, height: number}} View */
/** @typedef {{kind: "radial" | "tidy", radius: number, low: number, depth: number, column: number, margin: number, total: number}} Shape */

/** Side of the cells that names are kept apart by, in pixels. */
const CELL = 8;
const RANK_SIZE = [15, 14, 13, 13, 12, 12, 11, 11];

/** Where a node stands on the screen. @param {View} view @param {Shape} shape @param {number} x @param {number} y */
export function toScreen(view, shape, x, y) {
  if (shape.kind === "tidy") return { x: shape.margin + y * shape.column, y: (x - view.y) * view.scale + view.height / 2 };
  return { x: (x - view.x) * view.scale + view.width / 2, y: (y - view.y) * view.scale + view.height / 2 };
}

/**
 * The branch the middle of the window lies in: the deepest shown node above that place.
 * @param {View} view @param {Shape} shape @param {Map<number, TreeNode>} nodes @returns {TreeNode | null}
 */
export function branchInTheMiddle(view, shape, nodes) {
  const isTidy = shape.kind === "tidy";
  const across = isTidy ? view.y : (Math.atan2(view.x, -view.y) + 2 * Math.PI) % (2 * Math.PI);
  const depth = isTidy ? shape.depth : (Math.hypot(view.x, view.y) / shape.radius) * shape.depth;
  /** @type {TreeNode | null} */
  let found = null;
  for (const node of nodes.values()) {
    if (node.name && node.depth <= depth && node.first <= across && across <= node.last && (!found || node.depth > found.depth)) found = node;
  }
  return found;
}

/** Colours of the theme in force. @param {Element} element */
export function paletteOf(element) {
  const css = getComputedStyle(element);
  const colour = (name) => css.getPropertyValue(name).trim();
  return { own: colour("--moss"), friends: colour("--ochre"), others: colour("--ink-faint"), line: colour("--line-strong"), ink: colour("--ink"), soft: colour("--ink-soft"), paper: colour("--paper"), chosen: colour("--brick"), font: css.fontFamily };
}

/** @param {TreeNode} node @param {any} palette */
const hueOf = (node, palette) => (node.own ? palette.own : node.friends ? palette.friends : palette.others);

/**
 * @param {CanvasRenderingContext2D} pen @param {View} view @param {Shape} shape @param {Map<number, TreeNode>} nodes
 * @param {any} palette @param {number | null} chosen
 * @returns {{node: TreeNode, x: number, y: number}[]} what can be clicked
 */
export function paintTree(pen, view, shape, nodes, palette, chosen) {
  pen.clearRect(0, 0, view.width, view.height);
  const places = [...nodes.values()].map((node) => ({ node, ...toScreen(view, shape, node.x, node.y) }));
  if (shape.kind === "radial") rings(pen, view, shape, palette);
  for (const { node } of places) if (!node.open && node.depth < shape.depth) fan(pen, view, shape, node, palette);
  for (const one of places) if (one.node.depth > 0) branch(pen, view, shape, one, palette, nodes, chosen);
  const near = places.filter(({ x, y }) => x > -40 && y > -20 && x < view.width + 40 && y < view.height + 20);
  for (const { node, x, y } of near) {
    if (!node.name) continue;
    pen.beginPath();
    pen.arc(x, y, node.id === chosen ? 5 : 1.5 + 2.5 * (node.n / shape.total) ** 0.3, 0, 2 * Math.PI);
    pen.fillStyle = node.id === chosen ? palette.chosen : hueOf(node, palette);
    pen.fill();
  }
  names(pen, view, shape, near, palette, chosen);
  return near.filter(({ node }) => node.name);
}

/** @param {CanvasRenderingContext2D} pen @param {View} view @param {Shape} shape @param {any} palette */
function rings(pen, view, shape, palette) {
  pen.strokeStyle = palette.line;
  pen.globalAlpha = 0.16;
  pen.lineWidth = 1;
  const centre = toScreen(view, shape, 0, 0);
  for (let depth = 1; depth <= shape.depth; depth += 1) {
    pen.beginPath();
    pen.arc(centre.x, centre.y, (shape.radius * view.scale * depth) / shape.depth, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** The species under a node that are too close to be drawn one by one. @param {CanvasRenderingContext2D} pen @param {View} view @param {Shape} shape @param {TreeNode} node @param {any} palette */
function fan(pen, view, shape, node, palette) {
  const from = toScreen(view, shape, node.x, node.y);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  if (shape.kind === "tidy") {
    const a = toScreen(view, shape, node.first, shape.depth);
    const b = toScreen(view, shape, node.last, shape.depth);
    pen.lineTo(a.x, a.y - 0.5);
    pen.lineTo(b.x, b.y + 0.5);
  } else {
    const centre = toScreen(view, shape, 0, 0);
    pen.arc(centre.x, centre.y, shape.radius * view.scale, node.first - Math.PI / 2, Math.max(node.last, node.first + 0.0006) - Math.PI / 2);
  }
  pen.closePath();
  pen.fillStyle = hueOf(node, palette);
  pen.globalAlpha = 0.17;
  pen.fill();
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {View} view @param {Shape} shape @param {{node: TreeNode, x: number, y: number}} one @param {any} palette @param {Map<number, TreeNode>} nodes @param {number | null} chosen */
function branch(pen, view, shape, one, palette, nodes, chosen) {
  const { node } = one;
  const from = toScreen(view, shape, node.px, node.py);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  if (shape.kind === "tidy") {
    const middle = (from.x + one.x) / 2;
    pen.bezierCurveTo(middle, from.y, middle, one.y, one.x, one.y);
  } else {
    const centre = toScreen(view, shape, 0, 0);
    const inner = ((node.depth - 0.45) / shape.depth) * shape.radius * view.scale;
    const above = nodes.get(node.parent);
    const angle = above && above.depth > 0 ? above.across : node.across;
    const at = (/** @type {number} */ turn) => [centre.x + inner * Math.sin(turn), centre.y - inner * Math.cos(turn)];
    const [ax, ay] = at(angle);
    const [bx, by] = at(node.across);
    pen.bezierCurveTo(ax, ay, bx, by, one.x, one.y);
  }
  pen.strokeStyle = node.id === chosen ? palette.chosen : hueOf(node, palette);
  pen.globalAlpha = node.own || node.friends ? 0.85 : 0.5;
  pen.lineWidth = 0.7 + 5 * (node.n / shape.total) ** 0.45;
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Names, the higher ranks first; one that would lie on another is left out. @param {CanvasRenderingContext2D} pen @param {View} view @param {Shape} shape @param {{node: TreeNode, x: number, y: number}[]} places @param {any} palette @param {number | null} chosen */
function names(pen, view, shape, places, palette, chosen) {
  /** @type {Set<string>} */
  const taken = new Set();
  const ordered = places.filter(({ node }) => node.name).sort((a, b) => Number(b.node.id === chosen) - Number(a.node.id === chosen) || a.node.depth - b.node.depth || b.node.n - a.node.n);
  pen.textBaseline = "middle";
  for (const { node, x, y } of ordered) {
    const isSpecies = node.depth === shape.depth;
    // A genus of one species says nothing that its species does not say beside it.
    if (node.depth === shape.depth - 1 && node.n === 1 && node.open && node.id !== chosen) continue;
    const size = RANK_SIZE[node.depth] || 11;
    pen.font = `${isSpecies || node.depth === shape.depth - 1 ? "italic " : ""}${node.depth < 4 ? 600 : 400} ${size}px ${palette.font}`;
    const width = pen.measureText(node.name).width;
    const turn = shape.kind === "radial" && isSpecies ? node.across - Math.PI / 2 : 0;
    const flipped = shape.kind === "radial" && isSpecies && node.across > Math.PI;
    if (!claim(taken, x, y, width, size, turn, node.id === chosen)) continue;
    pen.save();
    pen.translate(x, y);
    pen.rotate(flipped ? turn + Math.PI : turn);
    pen.textAlign = flipped ? "right" : "left";
    const dx = flipped ? -8 : 8;
    const dy = shape.kind === "tidy" && !isSpecies ? -size * 0.75 : 0;
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    pen.strokeStyle = palette.paper;
    pen.strokeText(node.name, dx, dy);
    pen.fillStyle = node.own ? palette.ink : palette.soft;
    pen.fillText(node.name, dx, dy);
    pen.restore();
  }
}

/** Takes the cells a name would cover, unless another name has one of them. @param {Set<string>} taken @param {number} x @param {number} y @param {number} width @param {number} size @param {number} turn @param {boolean} always */
function claim(taken, x, y, width, size, turn, always) {
  const keys = [];
  for (let along = 4; along <= width + 8; along += CELL) {
    const [middle, row] = [x + Math.cos(turn) * along, y + Math.sin(turn) * along];
    for (const aside of [-size / 2, 0, size / 2]) {
      keys.push(`${Math.round((middle - Math.sin(turn) * aside) / CELL)},${Math.round((row + Math.cos(turn) * aside) / CELL)}`);
    }
  }
  if (!always && keys.some((key) => taken.has(key))) return false;
  keys.forEach((key) => taken.add(key));
  return true;
}
