// @ts-check
/** Events of the viewer, by name. */

/** @returns {{on: (event: string, run: (detail: any) => void) => () => void, emit: (event: string, detail?: any) => void}} */
export function createEmitter() {
  /** @type {Map<string, Set<(detail: any) => void>>} */
  const listeners = new Map();
  return {
    on(event, run) {
      const all = listeners.get(event) || new Set();
      listeners.set(event, all.add(run));
      return () => all.delete(run);
    },
    emit(event, detail) {
      for (const run of listeners.get(event) || []) run(detail);
    },
  };
}
