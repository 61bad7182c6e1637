// @ts-check
/** What a person sets: colours, way of listening, window length and channel. */

/**
 * @typedef {import("./types.js").Display} Display @typedef {import("./player.js").Listening} Listening
 *
 * @typedef {Object} SettingsHost
 * @property {import("./types.js").GridWish} wish changed in place
 * @property {Listening} listening
 * @property {boolean} isExposed whether floor and contrast were given
 * @property {import("./picture.js").Picture} picture
 * @property {import("./stage.js").Stage} stage
 * @property {ReturnType<typeof import("./player.js").createPlayer>} player
 * @property {() => ReturnType<typeof import("./controls.js").createControls> | null} controls
 * @property {() => void} repaint
 * @property {(patch: Record<string, any>) => void} remember
 * @property {(event: string, detail: any) => void} emit
 */

/** Files whose exposure is remembered. */
const MOST_EXPOSURES = 64;

/** @param {SettingsHost} host */
export function createSettings({ wish, picture, stage, player, controls, repaint, remember, emit, ...given }) {
  let { listening, isExposed } = given;
  /** Floor and contrast that suited each file. @type {Map<string, Partial<Display>>} */
  const exposures = new Map();
  let isSet = isExposed;

  function showDisplay() {
    controls()?.showDisplay(picture.display(), wish.n_fft, wish.channel);
    repaint();
  }

  /** @param {Partial<Display>} patch */
  function apply(patch) {
    isExposed ||= patch.floor_db !== undefined;
    picture.setDisplay({ ...picture.display(), ...patch });
    showDisplay();
    emit("display", picture.display());
  }

  /** What a person sets holds for every file. @param {Partial<Display>} patch */
  function setDisplay(patch) {
    isSet ||= patch.floor_db !== undefined || patch.contrast !== undefined;
    apply(patch);
    if (patch.colormap) remember({ colormap: patch.colormap });
  }

  function autoExpose() {
    isSet = false;
    const suited = picture.exposure(stage.view(), stage.plot().width);
    keepExposure(wish.file ?? "", suited);
    apply(suited);
  }

  /** @param {string} file @param {Partial<Display>} suited */
  function keepExposure(file, suited) {
    exposures.delete(file);
    exposures.set(file, suited);
    if (exposures.size > MOST_EXPOSURES) exposures.delete(/** @type {string} */ (exposures.keys().next().value));
  }

  /** Suits floor and contrast to a file as it comes up, once for each and unless a person set them. @param {string} file */
  function exposeFile(file) {
    if (isSet) return;
    const known = exposures.get(file);
    if (!known && !picture.isAtHand(stage.view(), stage.plot().width)) {
      isExposed = false;
      return;
    }
    const suited = known ?? picture.exposure(stage.view(), stage.plot().width);
    keepExposure(file, suited);
    apply(suited);
  }

  /** @param {Partial<Listening>} patch */
  function setListening(patch) {
    listening = { ...listening, ...patch };
    controls()?.showListening(listening);
    if (patch.isLooping !== undefined) player.setLooping(patch.isLooping);
    if (patch.tuned_hz !== undefined) player.tune(patch.tuned_hz);
    const needsOther = patch.mode ?? patch.factor ?? patch.isBandLimited;
    if (needsOther !== undefined && player.isPlaying()) player.play(stage.focus(), listening);
    remember({ listening });
  }

  /** Another window length or channel. @param {Partial<import("./types.js").GridWish>} patch */
  async function setGrid(patch) {
    Object.assign(wish, patch);
    wish.hop = Math.min(wish.hop, wish.n_fft / 2);
    const asked = { ...wish };
    try {
      const base = await picture.store.gridFor(asked);
      if (asked.n_fft !== wish.n_fft || asked.channel !== wish.channel) return;
      picture.setBase(base, wish.channel, wish.file);
      showDisplay();
    } catch (error) {
      emit("error", { error, what: "grid" });
    }
  }

  return {
    setDisplay,
    autoExpose,
    exposeFile,
    setListening,
    setGrid,
    listening: () => listening,
    /** Shows what holds now, before anything was changed. */
    show() {
      showDisplay();
      controls()?.showListening(listening);
    },
    /** Suits floor and contrast to the sound, unless they were given. */
    exposeOnce() {
      if (!isExposed) autoExpose();
    },
  };
}
