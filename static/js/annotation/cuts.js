// @ts-check
/** Cutting a call in two, and making it one again: both wait for the station, which knows the second half's number. */

import { api } from "../lib/api.js";

/**
 * @param {{outbox: import("./outbox.js").Outbox, tasks: import("@preact/signals").Signal<any[]>,
 *   goTo: (id: number | null) => void}} host
 */
export function createCuts({ outbox, tasks, goTo }) {
  return {
    /** Gives the numbers of both halves. @param {any} task @param {number} at_s */
    async cut(task, at_s) {
      await outbox.flush();
      const { tasks: halves } = await api.post(`/tasks/${task.id}/split`, { at_s });
      tasks.value = tasks.value.flatMap((one) => (one.id === task.id ? halves : [one]));
      goTo(halves[0].id);
      return halves.map(({ id }) => id);
    },
    /** @param {number} id @param {number} otherId */
    async join(id, otherId) {
      await outbox.flush();
      const whole = await api.post(`/tasks/${id}/join`, { other_id: otherId });
      const rest = tasks.value.filter((one) => one.id !== otherId);
      tasks.value = rest.some((one) => one.id === id) ? rest.map((one) => (one.id === id ? whole : one)) : [whole, ...rest];
      goTo(id);
    },
  };
}
