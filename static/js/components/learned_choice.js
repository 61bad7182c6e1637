// @ts-check
/** Which learned detector to search with, and training one from the corrections made so far. */

import { api } from "../lib/api.js";
import { plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { useGet } from "../lib/resource.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { Button } from "./button.js";
import { SelectField } from "./form.js";

/** @param {{projectId: string, value: string, onValue: (id: string) => void}} props */
export function LearnedChoice({ projectId, value, onValue }) {
  const list = useGet("/learned-detectors", { project_id: projectId, limit: 100 });
  const models = list.data?.results || [];
  useEffect(() => {
    if (!value && models.length) onValue(models[0].id);
  }, [models.length]);
  const learn = async () => {
    try {
      followAnswer(await api.post("/learned-detectors", { project_id: projectId }), (job) => {
        list.reload();
        if (job.state === "succeeded") say("The detector has learned from the corrections");
      });
      trayOpen.value = true;
    } catch (error) {
      sayError(error, "Nothing was learned");
    }
  };
  return html`
    ${models.length > 0 && html`<div style=${{ width: "260px" }}><${SelectField} label="Learned detector" value=${value} onValue=${onValue}
      options=${models.map((one) => ({ value: one.id, label: `${one.name} (${plural(one.n_calls, "call")})` }))} /></div>`}
    ${may("editor") && html`<${Button} icon="sparkles" onClick=${learn}>Learn from corrections<//>`}`;
}
