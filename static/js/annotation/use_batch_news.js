// @ts-check
/** What happens to a batch while someone works on it, and what is given back when they leave. */

import { request } from "../lib/api.js";
import { fixed } from "../lib/format.js";
import { useEffect } from "../lib/html.js";
import { join } from "../lib/live.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** Locks last half an hour; whoever sits over their calls longer keeps them. */
const RENEW_MS = 10 * 60_000;

/** @param {string} batchId @param {import("./labelling.js").Labelling} labelling @param {() => void} onChanged */
export function useBatchNews(batchId, labelling, onChanged) {
  useEffect(() => join(`batch:${batchId}`, {
    "batch.progress": ({ n_tasks, n_done, n_left }) => {
      if (!labelling.outbox.items.value.length) labelling.progress.value = { ...labelling.progress.value, n_tasks, n_done, n_left };
    },
    "batch.changed": onChanged,
    "batch.learned": ({ n_labels, macro_f1 }) => {
      say(t`The model has learned from ${n_labels} labels${typeof macro_f1 === "number" ? t`; macro F1 on held-out calls ${fixed(macro_f1, 2)}` : ""}`);
      labelling.supply.renew();
    },
  }), [batchId, labelling]);
  useEffect(() => {
    if (!labelling.isLabelling) return undefined;
    const timer = setInterval(() => document.visibilityState === "visible" && labelling.supply.renew(), RENEW_MS);
    return () => clearInterval(timer);
  }, [labelling]);
}

/** Nothing stays locked behind someone who has gone. @param {string} batchId @param {import("./labelling.js").Labelling} labelling */
export function useLeaving(batchId, labelling) {
  useEffect(() => {
    if (!labelling.isLabelling) return undefined;
    const release = () => request("POST", `/task-batches/${batchId}/release`, { body: {}, keepalive: true }).catch(() => null);
    const onHide = () => {
      labelling.outbox.sendOff().catch(() => null);
      release();
    };
    addEventListener("pagehide", onHide);
    return () => {
      removeEventListener("pagehide", onHide);
      labelling.outbox.flush().then(release);
    };
  }, [batchId, labelling]);
}
