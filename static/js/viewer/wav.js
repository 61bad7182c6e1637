// @ts-check
/** Reads the mono 16-bit WAV files the server sends, without the resampling that `decodeAudioData` does. */

/** @param {ArrayBuffer} buffer @returns {{samples: Float32Array, sr: number}} */
export function readWav(buffer) {
  const view = new DataView(buffer);
  let sr = 0;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const id = view.getUint32(at, false);
    const size = view.getUint32(at + 4, true);
    if (id === 0x666d7420) sr = view.getUint32(at + 12, true);
    if (id === 0x64617461) {
      const pcm = new Int16Array(buffer, at + 8, Math.min(size, view.byteLength - at - 8) >> 1);
      return { samples: Float32Array.from(pcm, (value) => value / 32768), sr };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error("the sound has no samples");
}
