// @ts-check
/** Asking for the sample project and following it to its end, whichever page asks. */

import { api } from "../lib/api.js";
import { useCallback, useEffect, useState } from "../lib/html.js";
import { activeJobs, follow, followAnswer, jobs } from "../lib/jobs.js";
import { activeGroup } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";

const KIND = "sample.build";

/** @param {() => void} onReady @returns {{job: any, isBusy: boolean, load: () => void}} */
export function useSample(onReady) {
  const [asked, setAsked] = useState("");
  const group_id = activeGroup.value?.id;
  // Made by someone else, or asked for before the page was opened anew: it is followed all the same.
  const open = activeJobs.value.find((one) => one.kind === KIND && (!one.group_id || one.group_id === group_id));
  const job = open || (asked ? jobs.value[asked] : null);
  const onEnd = useCallback((ended) => {
    setAsked("");
    if (ended.state !== "succeeded") return;
    say("The sample project is ready");
    onReady();
  }, [onReady]);
  useEffect(() => { if (open && open.id !== asked) follow(open.id, open, onEnd); }, [open?.id]);
  const load = async () => {
    setAsked("asking");
    try {
      setAsked(followAnswer(await api.post("/sample-project", { group_id }), onEnd) || "");
    } catch (error) {
      setAsked("");
      sayError(error, "The sample project was not made");
    }
  };
  return { job, isBusy: Boolean(asked || open), load };
}
