// @ts-check
/** Files made of a version: asked for, waited for, saved. */

import { api, download } from "../lib/api.js";
import { followAnswer } from "../lib/jobs.js";
import { t } from "../lib/words.js";

/** Asks for a file, waits for its job when it has to be made, and answers where it is. @param {string} versionId @param {Record<string, any>} options */
export async function made(versionId, options) {
  const path = `/dataset-versions/${versionId}/file`;
  const answer = await api.post(path, options);
  if (answer.job) await ended(answer);
  return { path, query: options };
}

/** @param {any} answer */
function ended(answer) {
  return new Promise((resolve, reject) => {
    followAnswer(answer, (job) => (job.state === "succeeded" ? resolve(job) : reject(job.error || new Error(t("The file could not be made")))));
  });
}

/** @param {any} dataset @param {any} version @param {string} format */
export async function saveVersion(dataset, version, format) {
  const { path, query } = await made(version.id, { kind: format });
  await download(path, `${dataset.name}.${format}`, { query });
}
