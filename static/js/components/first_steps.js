// @ts-check
/** An empty station: three ways to begin. */

import { api } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { followAnswer, trayOpen } from "../lib/jobs.js";
import { navigate } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { Button } from "./button.js";

export function FirstSteps() {
  const [busy, setBusy] = useState(false);
  const loadSample = async () => {
    setBusy(true);
    try {
      const answer = await api.post("/sample-project", { group_id: activeGroup.value?.id });
      trayOpen.value = true;
      followAnswer(answer, (job) => {
        if (job.state !== "succeeded") return setBusy(false);
        say("The sample project is ready");
        const made = job.results?.find(({ href }) => href?.startsWith("/projects/"));
        return navigate(made?.href || "/recordings");
      });
    } catch (error) {
      setBusy(false);
      sayError(error, "The sample project was not made");
    }
  };
  return html`<div class="first-steps">
    <${Step} n="1" title="Look around first" action=${html`<${Button} tone="primary" icon="sparkles" busy=${busy} onClick=${loadSample}>Load the sample project<//>`}>
      A made-up night of bats over noise, segmented and classified, so that every page has something to show. It can be deleted whole.
    <//>
    <${Step} n="2" title="Bring your own" action=${html`<${Button} icon="upload" href="/recordings?add=1">Drop recordings<//>`}>
      WAV, FLAC, MP3 and more, single files, a folder or a ZIP. Times, places and settings written by the recorder are read along.
    <//>
    <${Step} n="3" title="Let it run by itself" action=${html`<${Button} icon="folder" href="/projects?new=1">Make a project<//>`}>
      A project can search each recording for calls as it arrives and name them with a classifier of your choice.
    <//>
  </div>`;
}

/** @param {{n: string, title: string, action: any, children: any}} props */
function Step({ n, title, action, children }) {
  return html`<section class="first-step"><span class="ordinal">${n}</span><h2>${title}</h2><p>${children}</p>${action}</section>`;
}
