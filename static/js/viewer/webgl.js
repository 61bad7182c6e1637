// @ts-check
/** Draws tiles with WebGL2: bytes stay bytes until the shader looks up their colour. */

import { FRAGMENT, VERTEX } from "./shaders.js";

const UNIFORMS = /** @type {const} */ ([
  "u_x", "u_bins", "u_tile", "u_next", "u_excess", "u_colours", "u_size", "u_hasNext", "u_perPixel", "u_whitening",
]);

/**
 * @typedef {Object} Scene
 * @property {import("./types.js").Quad[]} quads
 * @property {import("./types.js").View} view
 * @property {number} nyquist
 * @property {number} width
 * @property {number} height
 * @property {number} whitening
 * @property {(rung: import("./types.js").Rung) => Float32Array} excessOf
 *
 * @typedef {Object} Renderer
 * @property {"webgl2" | "canvas2d"} kind
 * @property {(table: Uint8ClampedArray) => void} setColours
 * @property {(scene: Scene) => void} draw
 * @property {(tile: import("./types.js").Tile) => void} forget
 * @property {() => void} destroy
 */

/** Names under which browsers say that the processor imitates the card. */
const IMITATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** @type {boolean | null} */
let hasCard = null;

/** Whether a graphics card does the work: imitated, WebGL is ten times slower than drawing without it. */
export function hasGraphicsCard() {
  if (hasCard !== null) return hasCard;
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "software";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  hasCard = !IMITATED.test(name);
  return hasCard;
}

/**
 * @param {HTMLCanvasElement} canvas @param {() => void} onRestored asked to draw again
 * @returns {Renderer | null} null where WebGL2 cannot be had
 */
export function createWebglRenderer(canvas, onRestored) {
  const context = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false });
  if (!context) return null;
  const gl = context;
  /** @type {Map<string, WebGLTexture>} */
  const textures = new Map();
  /** @type {Uint8ClampedArray | null} */
  let colours = null;
  let state = setUp(gl);

  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
  canvas.addEventListener("webglcontextrestored", () => {
    textures.clear();
    state = setUp(gl);
    if (colours) uploadColours(gl, state.colours, colours);
    onRestored();
  });

  /** @param {import("./types.js").Tile} tile */
  function textureOf(tile) {
    const known = textures.get(tile.key);
    if (known) return known;
    const texture = newTexture(gl, gl.NEAREST);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, tile.nBins, tile.nColumns, 0, gl.RED, gl.UNSIGNED_BYTE, tile.data);
    textures.set(tile.key, texture);
    return texture;
  }

  return {
    kind: "webgl2",
    setColours(table) {
      colours = table;
      uploadColours(gl, state.colours, table);
    },
    draw(scene) {
      if (gl.isContextLost()) return;
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      const { at } = state;
      gl.uniform1f(at.u_whitening, scene.whitening);
      let excessOf = "";
      for (const quad of scene.quads) {
        const { rung } = quad.tile;
        if (scene.whitening > 0 && excessOf !== rung.key) {
          uploadExcess(gl, state.excess, scene.excessOf(rung));
          excessOf = rung.key;
        }
        drawQuad(gl, at, quad, scene, textureOf, canvas);
      }
    },
    forget(tile) {
      const texture = textures.get(tile.key);
      if (texture) gl.deleteTexture(texture);
      textures.delete(tile.key);
    },
    destroy: () => gl.getExtension("WEBGL_lose_context")?.loseContext(),
  };
}

/** @param {WebGL2RenderingContext} gl */
function setUp(gl) {
  const program = link(gl);
  gl.useProgram(program);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.clearColor(0, 0, 0, 1);
  gl.bindVertexArray(gl.createVertexArray());
  const at = /** @type {Record<typeof UNIFORMS[number], WebGLUniformLocation | null>} */ (
    Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]))
  );
  gl.uniform1i(at.u_tile, 0);
  gl.uniform1i(at.u_next, 1);
  gl.uniform1i(at.u_excess, 2);
  gl.uniform1i(at.u_colours, 3);
  gl.activeTexture(gl.TEXTURE2);
  const excess = newTexture(gl, gl.NEAREST);
  gl.activeTexture(gl.TEXTURE3);
  const colours = newTexture(gl, gl.LINEAR);
  gl.activeTexture(gl.TEXTURE0);
  return { at, excess, colours };
}

/** @param {WebGL2RenderingContext} gl */
function link(gl) {
  const program = /** @type {WebGLProgram} */ (gl.createProgram());
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`shader: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}

/** @param {WebGL2RenderingContext} gl @param {number} filter */
function newTexture(gl, filter) {
  const texture = /** @type {WebGLTexture} */ (gl.createTexture());
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

/** @param {WebGL2RenderingContext} gl @param {WebGLTexture} texture @param {Uint8ClampedArray} table */
function uploadColours(gl, texture, table) {
  gl.activeTexture(gl.TEXTURE3);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(table.buffer));
  gl.activeTexture(gl.TEXTURE0);
}

/** @param {WebGL2RenderingContext} gl @param {WebGLTexture} texture @param {Float32Array} excess in bytes */
function uploadExcess(gl, texture, excess) {
  gl.activeTexture(gl.TEXTURE2);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  const parts = excess.map((level) => level / 255);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, excess.length, 1, 0, gl.RED, gl.FLOAT, parts);
  gl.activeTexture(gl.TEXTURE0);
}

/**
 * @param {WebGL2RenderingContext} gl @param {Record<string, WebGLUniformLocation | null>} at
 * @param {import("./types.js").Quad} quad @param {Scene} scene
 * @param {(tile: import("./types.js").Tile) => WebGLTexture} textureOf @param {HTMLCanvasElement} canvas
 */
function drawQuad(gl, at, { tile, next, x0, x1, c0, c1 }, { view, nyquist, width }, textureOf, canvas) {
  const first = textureOf(tile);
  const second = next ? textureOf(next) : first;
  gl.activeTexture(gl.TEXTURE1);
  gl.bindTexture(gl.TEXTURE_2D, second);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, first);
  const binsPerHertz = (tile.nBins - 1) / nyquist;
  const ratio = canvas.width / width;
  gl.uniform4f(at.u_x, (x0 / width) * 2 - 1, (x1 / width) * 2 - 1, c0, c1);
  gl.uniform2f(at.u_bins, view.f0 * binsPerHertz, view.f1 * binsPerHertz);
  gl.uniform2i(at.u_size, tile.nBins, tile.nColumns);
  gl.uniform1i(at.u_hasNext, next ? 1 : 0);
  gl.uniform2f(at.u_perPixel, (c1 - c0) / (x1 - x0) / ratio, ((view.f1 - view.f0) * binsPerHertz) / canvas.height);
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
}
