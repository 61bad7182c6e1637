// @ts-check
/** The cloud as a picture the station draws: asked for, waited for, saved. */

import { request } from "../lib/api.js";
import { followAnswer } from "../lib/jobs.js";
import { t } from "../lib/words.js";

/** @param {any} cloud @param {string} image png or svg */
export async function savePicture(cloud, image) {
  const ask = () => request("POST", "/series-clouds/picture", { body: { cloud, image }, headers: { Accept: "*/*" } });
  let response = await ask();
  if (response.status === 202) {
    const answer = await response.json();
    await new Promise((resolve, reject) => {
      followAnswer(answer, (job) => (job.state === "succeeded" ? resolve(job) : reject(job.error || new Error(t("The picture could not be drawn")))));
    });
    response = await ask();
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `cloud-${cloud.y.column}.${image}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
