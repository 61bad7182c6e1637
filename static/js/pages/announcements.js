// @ts-check
/** Announcements: the places events are told to, and what was told. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Page } from "../components/page.js";
import { Empty, Failure } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Tag } from "../components/text.js";
import { Outbox } from "../detection/outbox.js";
import { TargetDialog } from "../detection/target_form.js";
import { allRows, api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useGet, useList, useResource } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/detection.css");

const TABS = [{ id: "targets", label: "Targets" }, { id: "outbox", label: "Outbox" }];

/** @param {any} known @param {(row: any) => void} remove @returns {import("../components/table.js").Column[]} */
const columns = (known, remove) => [
  { id: "name", label: "Target", width: 140, grow: 3, rank: 0, cell: (row) => html`<a class="clip" href=${`/telemetry/announcements?target=${row.id}`}>${row.name}</a>` },
  { id: "kind", label: "Kind", width: 100, rank: 1, cell: (row) => known?.results.find(({ name }) => name === row.kind)?.label || row.kind },
  { id: "state", label: "State", width: 100, rank: 1, cell: (row) => html`<${TargetState} row=${row} />` },
  { id: "detectors", label: "Detectors", width: 84, number: true, rank: 2, cell: (row) => count(row.detector_ids.length) },
  { id: "cooldown", label: "Cooldown", width: 110, number: true, rank: 3, cell: (row) => (row.cooldown_s ? `${count(Math.round(row.cooldown_s / 60))} min` : t("none")) },
  { id: "cap", label: "A day", width: 64, number: true, rank: 4, cell: (row) => count(row.daily_cap) },
  { id: "quiet", label: "Quiet hours", width: 110, rank: 5, cell: (row) => (row.quiet_from && row.quiet_to ? `${row.quiet_from}–${row.quiet_to}` : t("none")) },
  ...(may("editor") ? [{ id: "remove", label: "", about: "Delete", width: 32, rank: 3, cell: (row) => html`<${IconButton} small icon="trash-2" label=${t`Delete ${row.name}`} onClick=${(event) => { event.stopPropagation(); remove(row); }} />` }] : []),
];

/** @param {{row: any}} props */
function TargetState({ row }) {
  if (!row.is_enabled) return html`<${Tag} tone="plain" icon="pause">off<//>`;
  return row.is_live ? html`<${Tag} tone="moss" icon="check">live<//>` : html`<${Tag} tone="guess" icon="eye" title="Written into the outbox, not sent">dry run<//>`;
}

export default function Announcements() {
  const group_id = activeGroup.value?.id;
  const { query } = place.value;
  const tab = openTab(TABS);
  const known = useGet("/telemetry/post-target-kinds");
  const list = useList(group_id ? "/telemetry/post-targets" : null, { group_id });
  const detectors = useResource(group_id || null, () => allRows("/telemetry/detectors", { group_id }));
  const remove = async (row) => {
    if (!(await askFirst({ title: t`Delete ${row.name}`, tone: "danger", action: "Delete", text: "Its outbox and credentials go with it. What was posted stays where it is." }))) return;
    try {
      await api.delete(`/telemetry/post-targets/${row.id}`);
      list.reload();
      say(t`${row.name} is deleted`);
    } catch (error) {
      sayError(error, "Not deleted");
    }
  };
  const make = may("editor") && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ target: "new" })}>New target<//>`;
  const close = () => setQuery({ target: null });
  return html`<${Page} title="Announcements" shape="full" trail=${[{ label: "Telemetry", href: "/telemetry" }]} actions=${list.rows.length > 0 && make}>
    <${Tabs} label="Parts" tabs=${TABS} />
    ${known.error && html`<${Failure} error=${known.error} retry=${known.reload} />`}
    ${tab === "targets" && html`<${DataTable} label="Targets" noun=${["target", "targets"]} columns=${columns(known.data, remove)} list=${list} onOpen=${(row) => setQuery({ target: row.id })}
      empty=${html`<${Empty} icon="message-square" title="Nothing is announced yet" action=${make}>A target tells events to others: a post on X, Mastodon or Bluesky, a signed call to an address of yours, a mail, or news in this page. It begins as a dry run.<//>`} />`}
    ${tab === "outbox" && html`<${Outbox} targets=${list.rows} />`}
    ${query.target && known.data && detectors.data && html`<${TargetDialog} key=${query.target} id=${query.target} known=${known.data} detectors=${detectors.data} onClose=${close} onSaved=${() => { close(); list.reload(); }} />`}
  <//>`;
}
