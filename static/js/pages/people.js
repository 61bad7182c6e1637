// @ts-check
/** Everybody with an account, and signing someone out, for administrators of the station. */

import { IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { SearchBox } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

/** What is special about an account. @param {any} row */
function standing(row) {
  if (!row.is_active) return html`<${Tag} tone="brick">${t("closed")}<//>`;
  return row.is_operator && html`<${Tag} tone="moss">${t("administrator")}<//>`;
}

/** @param {(row: any) => void} signOut @returns {import("../components/table.js").Column[]} */
const columns = (signOut) => [
  { id: "name", label: "Name", width: 170, grow: 2, rank: 0, sort: "display_name", cell: (row) => html`<span class="clip">${row.display_name} <span class="faint">${row.username}</span></span>` },
  { id: "standing", label: "Account", width: 120, rank: 1, cell: standing },
  { id: "email", label: "Email", width: 200, grow: 2, rank: 2, cell: (row) => html`<span class="clip">${row.email}</span>` },
  { id: "sessions", label: "Signed in", about: "Devices on which they are signed in", width: 90, rank: 0, cell: (row) => html`<span class="mono">${count(row.n_sessions)}</span>` },
  { id: "last", label: "Last here", width: 150, rank: 3, cell: (row) => row.last_used_at && html`<${Moment} value=${row.last_used_at} />` },
  { id: "since", label: "Since", width: 150, rank: 4, sort: "created_at", cell: (row) => html`<${Moment} value=${row.created_at} />` },
  { id: "end", label: "", about: "Sign out everywhere", width: 48, rank: 0, cell: (row) => row.n_sessions > 0 && html`<${IconButton} small icon="log-out" label=${t`Sign ${row.display_name} out everywhere`} onClick=${() => signOut(row)} />` },
];

export default function People() {
  const { query } = place.value;
  const ordering = query.ordering || "display_name";
  const list = useList("/people", { ordering, search: query.search });
  const signOut = async (row) => {
    const isMe = row.id === user.value?.id;
    const text = isMe ? t("You are signed out here too. Your API keys go on working.") : t("They have to sign in again on every device. Their API keys go on working.");
    if (!(await askFirst({ title: t`Sign ${row.display_name} out everywhere`, tone: "danger", action: "Sign out everywhere", text }))) return;
    await api.delete(`/people/${row.id}/sessions`).then(() => { say(t`${row.display_name} is signed out`); list.reload(); }, (error) => sayError(error, "Not signed out"));
  };
  const empty = html`<${Empty} icon="search" title="Nobody by that name">Try a part of a name or of an address.<//>`;
  return html`<${Page} title="People" lede="Everybody with an account, and on how many devices they are signed in." shape="full">
    <div class="toolbar"><${SearchBox} label="Search names and addresses" /></div>
    <${DataTable} label="People" noun=${["person", "people"]} columns=${columns(signOut)} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })} empty=${empty} />
  <//>`;
}
