// @ts-check
/** Pictures on their way in: one at a time for Identify, many through the queue. */

import { ApiError, api } from "../lib/api.js";
import { activeGroup } from "../lib/store.js";

export const PICTURE_FILE = /\.(jpe?g|png|webp|tiff?|hei[cf]|avif|gif|zip)$/i;

/** What the browser offers to choose; HEIC has no type everywhere, so the endings stand beside. */
export const ACCEPT = "image/*,.heic,.heif,.avif,.tif,.tiff";

/** Sends one picture and gives its id; one that is here already gives the id of that. @param {File} file @returns {Promise<string>} */
export async function sendPicture(file) {
  const body = new FormData();
  body.append("group_id", activeGroup.value?.id || "");
  body.append("file", file, file.name || "pasted.png");
  try {
    return (await api.post("/images", body)).id;
  } catch (error) {
    const known = error instanceof ApiError && error.code === "already-here" && /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(error.detail);
    if (known) return known[0];
    throw error;
  }
}
