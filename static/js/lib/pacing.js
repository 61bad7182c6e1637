// @ts-check
/** Doing something at most so often, however often it is asked for. */

/**
 * Runs at once when it has been quiet, then at most once in `pauseMs`, and once more after the last call.
 * @param {() => void} work @param {number} pauseMs
 */
export function paced(work, pauseMs) {
  let last = -Infinity;
  let timer = 0;
  const run = () => {
    last = performance.now();
    timer = 0;
    work();
  };
  const call = () => {
    if (timer) return;
    timer = setTimeout(run, Math.max(0, last + pauseMs - performance.now()));
  };
  call.stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  return call;
}

/** How often a list follows a stream of news: a night's upload must not use up the hour's requests. */
export const FOLLOW_MS = 6000;
