// @ts-check
/** From a window on one file to a window on another, without building anything anew; and fetching ahead for it. */

import { t } from "../lib/words.js";

/** Grids remembered: the files of the calls that come next, and of those just seen. */
const MOST_BASES = 128;

/**
 * @typedef {import("./types.js").Target} Target @typedef {import("./types.js").GridInfo} GridInfo
 * @typedef {import("./types.js").Limits} Limits
 *
 * @param {{wish: import("./types.js").GridWish, limits: Limits, limitsOf: (base: GridInfo) => Limits,
 *   picture: import("./picture.js").Picture, stage: import("./stage.js").Stage,
 *   session: ReturnType<typeof import("./session.js").createSession>,
 *   settings: ReturnType<typeof import("./settings.js").createSettings>,
 *   player: ReturnType<typeof import("./player.js").createPlayer>, layout: import("./layout.js").Layout,
 *   emit: (event: string, detail?: any) => void}} parts
 */
export function createJump({ wish, limits, limitsOf, picture, stage, session, settings, player, layout, emit }) {
  /** Oldest use first. @type {Map<string, GridInfo>} */
  const bases = new Map();
  let latest = 0;
  /** @type {Target[]} */
  let expected = [];

  /** @param {Target} target */
  const keyOf = ({ file, channel }) => `${file}/${channel}/${wish.n_fft}/${wish.hop}`;

  /** @param {Target} target @returns {Promise<GridInfo>} */
  async function fetchBase(target) {
    const key = keyOf(target);
    const base = await picture.store.gridFor({ n_fft: wish.n_fft, hop: wish.hop, channel: target.channel, file: target.file });
    bases.delete(key);
    bases.set(key, base);
    if (bases.size > MOST_BASES) bases.delete(/** @type {string} */ (bases.keys().next().value));
    return base;
  }

  /** @param {Target} target @param {GridInfo} base */
  function showOn(target, base) {
    emit("showing", target);
    player.stop();
    wish.file = target.file;
    wish.channel = target.channel;
    Object.assign(limits, limitsOf(base));
    picture.setBase(base, target.channel, target.file);
    layout.stage.setAttribute("aria-label", t`Spectrogram of ${target.label}`);
    session.setSegments(target.segments);
    stage.select([target.chosen], "only");
    stage.setView(target.window(limits));
    settings.exposeFile(target.file);
    emit("show", target);
  }

  function askAhead() {
    const windows = expected.flatMap((target) => {
      const base = bases.get(keyOf(target));
      return base ? [{ base, channel: target.channel, file: target.file, view: target.window(limitsOf(base)) }] : [];
    });
    picture.expect(windows, stage.plot().width);
  }

  return {
    /** Shows a window at once where its grid is known, else as soon as it comes; the last one asked for wins. @param {Target} target */
    show(target) {
      latest += 1;
      const mine = latest;
      const base = bases.get(keyOf(target));
      if (base) {
        showOn(target, base);
        return;
      }
      fetchBase(target).then(
        (found) => mine === latest && showOn(target, found),
        (error) => mine === latest && emit("error", { error, what: "grid" }),
      );
    },
    /** How many windows are to come, and how many grids and tiles of them are not here yet. */
    ahead: () => ({ n: expected.length, nMissing: expected.filter((target) => !bases.has(keyOf(target))).length + picture.store.nMissing() }),
    /** What comes next, soonest first: its grids and tiles are fetched when nothing on the screen waits. @param {Target[]} targets */
    expect(targets) {
      expected = targets;
      askAhead();
      for (const target of targets) {
        if (!bases.has(keyOf(target))) fetchBase(target).then(() => expected.includes(target) && askAhead(), () => null);
      }
    },
  };
}
