// @ts-check
/** Keeps the page on this device: starts the service worker, and offers a newer version when one is ready. */

import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** Where browsers allow it: over TLS and on the machine itself. */
export const canKeep = "serviceWorker" in navigator;

/** Starts keeping; called when the first view stands. */
export async function keepShell() {
  if (!canKeep) return;
  const hadWorker = Boolean(navigator.serviceWorker.controller);
  const registration = await navigator.serviceWorker.register("/service-worker.js").catch(() => null);
  if (!registration) return;
  const offer = () => registration.waiting && hadWorker && offerNewer(registration.waiting);
  offer();
  registration.addEventListener("updatefound", () => whenSettled(registration.installing, offer));
  if (!hadWorker) navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ version: ownVersion() }));
}

function ownVersion() {
  return document.querySelector('meta[name="fieldstation-shell"]')?.getAttribute("content") || "";
}

/** @param {ServiceWorker | null} worker @param {() => void} then */
function whenSettled(worker, then) {
  worker?.addEventListener("statechange", () => worker.state === "installed" && then());
}

/** All tabs change together, when a person says so: the new files are never mixed with those that are open. @param {ServiceWorker} waiting */
function offerNewer(waiting) {
  say("A newer version of these pages is ready", { action: { label: t("Load it"), run: () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take-over");
  } } });
}
