// @ts-check
/** What the studio chooses from: datasets that can be used, and the models there are. */

import { allRows } from "../lib/api.js";
import { useGet, useResource } from "../lib/resource.js";
import { activeGroup } from "../lib/store.js";

/** @returns {{datasets: any[] | null, methods: any[] | null, fallback: string, error: any, reload: () => void}} */
export function useStudio() {
  const group_id = activeGroup.value?.id;
  const datasets = useResource(group_id ? `datasets of ${group_id}` : null, () => allRows("/datasets", { group_id, ordering: "name" }));
  const methods = useGet("/forecast-methods");
  return {
    datasets: datasets.data && datasets.data.filter((row) => row.current?.state === "ready" && row.current.n_rows),
    methods: methods.data?.results || null,
    fallback: methods.data?.default || "ridge",
    error: datasets.error || methods.error,
    reload: () => { datasets.reload(); methods.reload(); },
  };
}
