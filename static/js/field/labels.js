// @ts-check
/** Labels given without the station: whichever page is open, they are sent when it answers again. */

import { waitingByBatch } from "../annotation/kept_items.js";
import { createOutbox } from "../annotation/outbox.js";
import { newKey } from "../lib/api.js";
import { place } from "../lib/router.js";
import { user } from "../lib/store.js";
import { allOf, drop, put } from "./database.js";
import { labels, refusals } from "./waiting.js";

/** Reads again what waits, after this or another tab changed it. */
export async function lookAtLabels() {
  const id = user.value?.id;
  labels.value = id ? await waitingByBatch(id) : [];
  refusals.value = (await allOf("refusals")).filter(({ user_id }) => user_id === id);
}

/** @param {string} key */
export async function dismissRefusal(key) {
  await drop("refusals", key);
  await lookAtLabels();
}

/** Sends the labels of every batch but one that is open here: its page does so itself. Throws when the station cannot be reached. */
export async function sendLabels() {
  const userId = user.value?.id;
  if (!userId) return;
  for (const { batch_id } of await waitingByBatch(userId)) {
    if (place.value.path === `/batches/${batch_id}/annotate`) continue;
    const outbox = createOutbox({
      batchId: batch_id, userId, onProgress: () => null, onReshaped: () => null,
      onRefused: ({ code, detail }) => put("refusals", { key: newKey(), user_id: userId, batch_id, at: new Date().toISOString(), code, detail }),
    });
    await outbox.flush();
    outbox.close();
    if (outbox.problem.value) throw outbox.problem.value;
  }
  await lookAtLabels();
}
