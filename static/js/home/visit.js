// @ts-check
/** Saying that the page is open before someone, so that the home page can tell what happened since they were last here. */

import { api } from "../lib/api.js";

/** Said again this often while the page is looked at. */
const EVERY_MS = 5 * 60_000;

/** @type {Promise<any> | null} */
let first = null;
let said = 0;

/** The first word of this opening of the page; what is news is settled by it. */
export function visitNoted() {
  first ||= say();
  return first;
}

async function say() {
  said = Date.now();
  // Without it news may begin a little earlier or later: nothing to trouble anyone with.
  return api.put("/home/visit", { body: {} }).catch(() => null);
}

/** Begins saying it; answers how to stop. */
export function startVisits() {
  visitNoted();
  const look = () => {
    if (!document.hidden && Date.now() - said > EVERY_MS) say();
  };
  const timer = setInterval(look, EVERY_MS / 5);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    first = null;
  };
}
