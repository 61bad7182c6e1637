// @ts-check
/** Everybody with an account, and what can be done with it, for administrators of the station. */

import { AccountDialog } from "../components/account_dialog.js";
import { IconButton } from "../components/button.js";
import { SearchBox } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { count } from "../lib/format.js";
import { html, useState } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";

/** What is special about an account. @param {any} row */
function standing(row) {
  if (!row.is_active) return html`<${Tag} tone="brick">${t("closed")}<//>`;
  return html`<span class="row nowrap">${row.is_operator && html`<${Tag} tone="moss">${t("administrator")}<//>`}${row.has_second_factor && html`<${Tag} title="Signing in asks for a second factor">${t("two factors")}<//>`}</span>`;
}

/** @param {(row: any) => void} onOpen @returns {import("../components/table.js").Column[]} */
const columns = (onOpen) => [
  { id: "name", label: "Name", width: 170, grow: 2, rank: 0, sort: "display_name", cell: (row) => html`<span class="clip">${row.display_name} <span class="faint">${row.username}</span></span>` },
  { id: "standing", label: "Account", width: 210, rank: 2, cell: standing },
  { id: "email", label: "Email", width: 200, grow: 2, rank: 3, cell: (row) => html`<span class="clip">${row.email}</span>` },
  { id: "sessions", label: "Signed in", about: "Devices on which they are signed in", width: 90, rank: 1, cell: (row) => html`<span class="mono">${count(row.n_sessions)}</span>` },
  { id: "last", label: "Last here", width: 150, rank: 4, cell: (row) => row.last_used_at && html`<${Moment} value=${row.last_used_at} />` },
  { id: "since", label: "Since", width: 150, rank: 5, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} />` },
  { id: "more", label: "", about: "What can be done", width: 48, rank: 0, cell: (row) => row.is_active && html`<${IconButton} small icon="ellipsis" label=${t`The account of ${row.display_name}`} onClick=${() => onOpen(row)} />` },
];

export default function People() {
  const { query } = place.value;
  const ordering = query.ordering || "display_name";
  const list = useList("/people", { ordering, search: query.search });
  const [opened, setOpened] = useState(/** @type {any} */ (null));
  const empty = html`<${Empty} icon="search" title="Nobody by that name">Try a part of a name or of an address.<//>`;
  return html`<${Page} title="People" lede="Everybody with an account, and on how many devices they are signed in." shape="full">
    <div class="toolbar"><${SearchBox} label="Search names and addresses" /></div>
    <${DataTable} label="People" noun=${["person", "people"]} columns=${columns(setOpened)} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })} empty=${empty} />
    ${opened && html`<${AccountDialog} row=${opened} onClose=${() => { setOpened(null); list.reload(); }} />`}
  <//>`;
}
