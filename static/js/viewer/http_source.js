// @ts-check
/** Everything the viewer shows, from the API of one recording. */

/**
 * @param {string} recordingId
 * @param {(path: string, query: Record<string, any>, signal: AbortSignal) => Promise<Response>} get fetches below
 *   /api/v1 with the session's token; hand in `(path, query, signal) => request("GET", path, {query, signal})`
 * @returns {import("./types.js").Source}
 */
export function createHttpSource(recordingId, get) {
  const base = `/recordings/${recordingId}`;
  const named = (/** @type {number} */ channel) => (channel < 0 ? "mix" : channel);
  return {
    async grid({ n_fft, hop, channel }, signal) {
      return (await get(`${base}/spectrogram`, { n_fft, hop, channel: named(channel) }, signal)).json();
    },
    async tile(grid, level, index, signal) {
      const path = String(grid.tile_url_template).replace("{level}", String(level)).replace("{index}", String(index));
      const response = await get(path, {}, signal);
      const isFinal = response.headers.get("X-Tile-Final") !== "0";
      return { data: new Uint8Array(await response.arrayBuffer()), isFinal };
    },
    async waveform({ from_s, to_s, width, channel }, signal) {
      const response = await get(`${base}/waveform`, { from: from_s, to: to_s, width, channel: named(channel) }, signal);
      const { pairs, is_final } = await response.json();
      return { pairs: Float32Array.from(pairs.flat()), isFinal: is_final !== false };
    },
    async audio({ from_s, to_s, mode, factor, low_hz, high_hz, channel }, signal) {
      const query = { from: from_s, to: to_s, mode, expand: factor, low_hz, high_hz, channel: named(channel) };
      const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null));
      return (await get(`${base}/audio`, given, signal)).arrayBuffer();
    },
  };
}
