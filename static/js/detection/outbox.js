// @ts-check
/** The outbox: every announcement, where it stands, and what a person can do about it. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, activeFilters } from "../components/filters.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { html, useEffect } from "../lib/html.js";
import { activeJobs } from "../lib/jobs.js";
import { asChoices } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { POST_STATES, PostStateTag } from "./post_state.js";

const AGAIN = ["failed", "held-back", "dry-run"];

/** @param {(work: () => Promise<any>, told: string) => void} act @returns {import("../components/table.js").Column[]} */
const columns = (act) => [
  { id: "text", label: "Text", width: 180, grow: 4, rank: 0, cell: (row) => html`<a class="clip" href=${`/telemetry/events/${row.event_id}`} title=${row.text}>${row.text || t("(no text fits)")}</a>` },
  { id: "state", label: "State", width: 150, rank: 0, cell: (row) => html`<${PostStateTag} post=${row} />` },
  { id: "target", label: "Target", width: 110, grow: 1, rank: 1, cell: (row) => html`<span class="clip">${row.target_name}</span>` },
  { id: "when", label: "Made", width: 110, rank: 2, cell: (row) => html`<${Moment} value=${row.created_at} relative />` },
  { id: "why", label: "Why", width: 140, grow: 2, rank: 4, cell: (row) => html`<span class="clip soft" title=${row.error_detail}>${row.error_detail || ""}</span>` },
  { id: "there", label: "", about: "There", width: 70, rank: 3, cell: (row) => row.remote_url && html`<a href=${row.remote_url} target="_blank" rel="noreferrer">see it</a>` },
  ...(may("editor") ? [{ id: "act", label: "", about: "Actions", width: 170, rank: 1, cell: (row) => html`<${RowActions} row=${row} act=${act} />` }] : []),
];

/** @param {{row: any, act: (work: () => Promise<any>, told: string) => void}} props */
function RowActions({ row, act }) {
  if (row.state === "uncertain") {
    const settle = (has_arrived) => act(() => api.post(`/telemetry/posts/${row.id}/settle`, { has_arrived }), has_arrived ? t("Noted as posted") : t("Noted as not posted"));
    return html`<span class="row"><${Button} small onClick=${() => settle(true)}>It is there<//><${Button} small onClick=${() => settle(false)}>It is not<//></span>`;
  }
  if (!AGAIN.includes(row.state)) return null;
  return html`<${Button} small icon="rotate-ccw" onClick=${() => act(() => api.post(`/telemetry/posts/${row.id}/retry`), t("On its way"))}>Send it<//>`;
}

/** @param {{targets: any[]}} props */
export function Outbox({ targets }) {
  const filters = [{ id: "state", label: "State", options: POST_STATES }, { id: "target_id", label: "Target", options: asChoices(targets) }];
  const list = useList("/telemetry/posts", { group_id: activeGroup.value?.id, ...activeFilters(filters, []) });
  const working = activeJobs.value.filter(({ kind }) => kind === "telemetry.deliver").length;
  useEffect(() => {
    if (!list.loading) list.reload();
  }, [working]);
  const act = async (work, told) => {
    try {
      await work();
      list.reload();
      say(told);
    } catch (error) {
      sayError(error, "Not changed");
    }
  };
  return html`
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} /></div>
    <${DataTable} label="Outbox" noun=${["announcement", "announcements"]} columns=${columns(act)} list=${list} onOpen=${(row) => navigate(`/telemetry/events/${row.event_id}`)}
      empty=${html`<${Empty} icon="message-square" title="Nothing announced yet">When a detector finds something that a target wants, its announcement stands here: sent, written down only, or held back.<//>`} />`;
}
