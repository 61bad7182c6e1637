// @ts-check
/** Cells of the channel list that live only while their row is in view. */

import { api } from "../lib/api.js";
import { html, useEffect, useState } from "../lib/html.js";
import { join } from "../lib/live.js";
import { t } from "../lib/words.js";
import { Spark } from "./spark.js";
import { LIMIT_TONES, valueWithUnit } from "./values.js";

/** A row that is scrolled past is not worth a room. */
const REST_MS = 150;
const SPARK_SPAN_S = 6 * 3600;
const MOST_SPARKS = 60;

/** The newest value, followed live. @param {{channel: any}} props */
export function LiveValue({ channel }) {
  const [newest, setNewest] = useState(/** @type {[number, any] | null} */ (null));
  useEffect(() => {
    setNewest(null);
    let leave = () => {};
    const take = (points) => setNewest((before) => points.reduce((best, point) => (!best || point[0] >= best[0] ? point : best), before));
    const timer = setTimeout(() => {
      leave = join(`channel:${channel.id}`, { readings: (payload) => take(payload.points) }, (state) => {
        if (state?.latest) take([[state.latest.at_us, state.latest.text ?? state.latest.value]]);
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [channel.id]);
  const isNewer = newest && newest[0] >= (channel.at_us ?? -Infinity);
  const value = isNewer ? newest[1] : channel.value;
  return html`<span class=${`live-value clip ${LIMIT_TONES[channel.limit_state] || ""}`}>${valueWithUnit(value, channel)}</span>`;
}

/** @type {Map<number, Promise<any>>} */
const known = new Map();
/** @type {Map<number, (points: any) => void>} */
let asked = new Map();

/** Little charts are asked for together, those of one moment in one request. @param {number} id */
function sparkOf(id) {
  const found = known.get(id);
  if (found) return found;
  const promise = new Promise((resolve) => {
    if (!asked.size) setTimeout(askTogether, 60);
    asked.set(id, resolve);
  });
  known.set(id, promise);
  return promise;
}

async function askTogether() {
  const all = [...asked];
  asked = new Map();
  for (let i = 0; i < all.length; i += MOST_SPARKS) {
    const some = all.slice(i, i + MOST_SPARKS);
    try {
      const { points } = await api.get("/telemetry/sparks", { query: { ids: some.map(([id]) => id).join(","), span_s: SPARK_SPAN_S } });
      some.forEach(([id, resolve]) => resolve(points[String(id)]));
    } catch {
      some.forEach(([id, resolve]) => {
        known.delete(id);
        resolve(undefined);
      });
    }
  }
}

/** Forgets what was drawn, so that it is drawn from newer readings. */
export function forgetSparks() {
  known.clear();
}

/** The shape of a channel's last hours. @param {{channel: any}} props */
export function RowSpark({ channel }) {
  const [points, setPoints] = useState(/** @type {any} */ (undefined));
  useEffect(() => {
    let gone = false;
    setPoints(undefined);
    if (channel.at_us === null || channel.kind === "text") return undefined;
    const timer = setTimeout(() => sparkOf(channel.id).then((found) => !gone && setPoints(found)), REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [channel.id]);
  return html`<${Spark} points=${points} label=${t`Last hours of ${channel.public_id}`} />`;
}
