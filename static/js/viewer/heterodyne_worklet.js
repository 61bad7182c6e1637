// @ts-check
/**
 * A bat detector: multiplies the recording by a tone and lets through what differs from it by up to 5 kHz.
 * Runs on the audio thread; the tuned frequency is a parameter, so turning the knob is heard at once.
 */

/** How far from the tuned frequency a sound is heard, in hertz. */
const BANDWIDTH_HZ = 5000;

/** A second-order low-pass at the recording's rate (Butterworth; R. Bristow-Johnson's cookbook). */
function lowPass(/** @type {number} */ cutoff, /** @type {number} */ sr, /** @type {number} */ q) {
  const w = (2 * Math.PI * Math.min(cutoff, sr * 0.45)) / sr;
  const alpha = Math.sin(w) / (2 * q);
  const cos = Math.cos(w);
  const a0 = 1 + alpha;
  const b = (1 - cos) / 2 / a0;
  const a1 = (-2 * cos) / a0;
  const a2 = (1 - alpha) / a0;
  let z1 = 0;
  let z2 = 0;
  return (/** @type {number} */ x) => {
    const y = b * x + z1;
    z1 = 2 * b * x - a1 * y + z2;
    z2 = b * x - a2 * y;
    return y;
  };
}

class Heterodyne extends AudioWorkletProcessor {
  static get parameterDescriptors() {
    return [{ name: "tuned", defaultValue: 45000, minValue: 0, maxValue: 500000, automationRate: "k-rate" }];
  }

  constructor(/** @type {any} */ options) {
    super();
    const { samples, sr, isLooping } = options.processorOptions;
    Object.assign(this, { samples, sr, isLooping, at: 0, phase: 0, reported: 0 });
    // Two in a row make a fourth-order Butterworth.
    this.filters = [lowPass(BANDWIDTH_HZ, sr, 0.5412), lowPass(BANDWIDTH_HZ, sr, 1.3066)];
    this.port.onmessage = ({ data }) => (this.isLooping = data.isLooping);
  }

  process(/** @type {any} */ _inputs, /** @type {any} */ outputs, /** @type {any} */ parameters) {
    const out = outputs[0][0];
    const step = this.sr / sampleRate;
    const turn = (2 * Math.PI * parameters.tuned[0]) / this.sr;
    for (let i = 0; i < out.length; i += 1) {
      const until = this.at + step;
      let heard = 0;
      for (let n = Math.ceil(this.at); n < until && n < this.samples.length; n += 1) {
        this.phase = (this.phase + turn) % (2 * Math.PI);
        heard = this.filters[1](this.filters[0](2 * this.samples[n] * Math.cos(this.phase)));
      }
      out[i] = heard;
      this.at = until;
      if (until < this.samples.length) continue;
      if (!this.isLooping) {
        this.port.postMessage({ ended: true });
        return false;
      }
      this.at -= this.samples.length;
    }
    this.port.postMessage({ at: this.at / this.sr });
    return true;
  }
}

registerProcessor("heterodyne", Heterodyne);
