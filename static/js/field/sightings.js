// @ts-check
/** Sightings made without the station: kept with their pictures, sent once each when it answers again. */

import { sendPicture } from "../dex/send_picture.js";
import { api } from "../lib/api.js";
import { ApiError } from "../lib/http.js";
import { activeGroup, user } from "../lib/store.js";
import { allOf, drop, put } from "./database.js";
import { sightings } from "./waiting.js";

/** Answers that pass by themselves. */
const PASSING = [0, 401, 408, 425, 429, 500, 502, 503, 504];

/** Reads again what waits, after this or another tab changed it. */
export async function lookAtSightings() {
  const mine = (await allOf("sightings")).filter(({ user_id }) => user_id === user.value?.id);
  sightings.value = mine.sort((a, b) => a.made_at.localeCompare(b.made_at));
}

/**
 * Keeps a sighting on this device.
 * @param {string} key the device's own name for it; the station takes it once under this name
 * @param {Record<string, any>} fields of the entry @param {{name: string, blob?: Blob, image_id?: string}[]} pictures
 * @param {{name: string, identification_id?: string}} more
 */
export async function keepSighting(key, fields, pictures, more) {
  /** @type {import("./waiting.js").Sighting} */
  const row = { key, user_id: user.value.id, group_id: activeGroup.value?.id || "", made_at: new Date().toISOString(), fields, pictures, ...more };
  await put("sightings", row);
  await lookAtSightings();
}

/** @param {string} key */
export async function discardSighting(key) {
  await drop("sightings", key);
  await lookAtSightings();
}

/** Lets a refused one be sent again. @param {string} key */
export async function retrySighting(key) {
  const row = sightings.value.find((one) => one.key === key);
  if (row) await put("sightings", { ...row, problem: undefined });
  await lookAtSightings();
}

/** Sends what waits, one after the other; throws when the station cannot be reached. @returns {Promise<number>} how many it took */
export async function sendSightings() {
  await lookAtSightings();
  let n = 0;
  for (const row of sightings.value.filter(({ problem }) => !problem)) {
    const problem = await sendOne(row);
    if (problem) await put("sightings", { ...row, problem });
    else {
      await drop("sightings", row.key);
      n += 1;
    }
  }
  await lookAtSightings();
  return n;
}

/** @param {import("./waiting.js").Sighting} row @returns {Promise<{code: string, detail: string} | null>} why it was not taken */
async function sendOne(row) {
  try {
    await sendPictures(row);
    const pictures = row.pictures.map(({ image_id }) => ({ image_id }));
    const write = { op: "create", client_id: row.key, fields: { ...row.fields, pictures }, ...(row.identification_id && { identification_id: row.identification_id }) };
    const { results } = await api.post("/dex/sync/writes", { writes: [write] });
    const { problem } = results[0];
    return problem ? { code: problem.code, detail: problem.errors?.[0]?.message || problem.detail } : null;
  } catch (error) {
    if (!(error instanceof ApiError) || PASSING.includes(error.status)) throw error;
    return { code: error.code, detail: error.errors[0]?.message || error.detail };
  }
}

/** Each picture is noted as sent before the next: a broken connection sends none of them twice. @param {import("./waiting.js").Sighting} row */
async function sendPictures(row) {
  for (const [i, picture] of row.pictures.entries()) {
    if (!picture.blob || picture.image_id) continue;
    picture.image_id = (await sendPicture(picture.blob, picture.name, row.group_id, `${row.key}.${i}`)).id;
    await put("sightings", row);
  }
}
