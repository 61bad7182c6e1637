// @ts-check
/** The two programs of the WebGL2 renderer. */

export const VERTEX = `#version 300 es
// A tile's rectangle: x in clip space and in columns, y in clip space and in bins.
uniform vec4 u_x;
uniform vec2 u_bins;
out vec2 v_at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(u_x.x, u_x.y, corner.x), corner.y * 2.0 - 1.0, 0.0, 1.0);
  v_at = vec2(mix(u_x.z, u_x.w, corner.x), mix(u_bins.x, u_bins.y, corner.y));
}`;

export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
// Rows of a tile are columns of time, so that bytes go up as they arrive.
uniform sampler2D u_tile;
uniform sampler2D u_next;
uniform sampler2D u_excess;
uniform sampler2D u_colours;
uniform ivec2 u_size;
uniform int u_hasNext;
uniform vec2 u_perPixel;
uniform float u_whitening;
in vec2 v_at;
out vec4 colour;

float level(int column, int bin) {
  bin = clamp(bin, 0, u_size.x - 1);
  float value = column < u_size.y || u_hasNext == 0
    ? texelFetch(u_tile, ivec2(bin, clamp(column, 0, u_size.y - 1)), 0).r
    : texelFetch(u_next, ivec2(bin, column - u_size.y), 0).r;
  return u_whitening > 0.0 ? value - u_whitening * texelFetch(u_excess, ivec2(bin, 0), 0).r : value;
}

// Several bins beneath a pixel: the loudest, so that a thin tone stays. Less than one: a blend.
float across(int column) {
  if (u_perPixel.y <= 1.0) {
    float y = v_at.y;
    int low = int(floor(y));
    return mix(level(column, low), level(column, low + 1), y - float(low));
  }
  int first = int(floor(v_at.y - u_perPixel.y * 0.5 + 0.5));
  int last = min(int(floor(v_at.y + u_perPixel.y * 0.5 + 0.499)), first + 31);
  float loudest = 0.0;
  for (int bin = first; bin <= last; bin++) loudest = max(loudest, level(column, bin));
  return loudest;
}

void main() {
  float value;
  if (u_perPixel.x <= 1.0) {
    float x = v_at.x - 0.5;
    int left = int(floor(x));
    value = mix(across(left), across(left + 1), x - float(left));
  } else {
    int first = int(floor(v_at.x - u_perPixel.x * 0.5));
    int last = min(int(ceil(v_at.x + u_perPixel.x * 0.5)) - 1, first + 7);
    value = 0.0;
    for (int column = first; column <= last; column++) value = max(value, across(column));
  }
  colour = texture(u_colours, vec2((clamp(value, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5));
}`;
