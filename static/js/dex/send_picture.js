// @ts-check
/** One picture to the station; one it has already is that one. */

import { ApiError, api } from "../lib/api.js";

/**
 * @param {Blob} file @param {string} name @param {string} groupId @param {string} [idempotencyKey]
 * @returns {Promise<{id: string, thumbnail_256_url?: string}>}
 */
export async function sendPicture(file, name, groupId, idempotencyKey) {
  const body = new FormData();
  body.append("file", file, name);
  body.append("group_id", groupId);
  try {
    return await api.post("/images", body, { idempotencyKey });
  } catch (error) {
    const known = error instanceof ApiError && error.code === "already-here" && error.location.split("/").pop();
    if (known) return { id: known };
    throw error;
  }
}
