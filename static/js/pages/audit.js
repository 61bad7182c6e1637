// @ts-check
/** The audit log: who did what to which object, for administrators of the station. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment } from "../components/text.js";
import { html } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { t } from "../lib/words.js";

/** Nouns that actions begin with. */
const NOUNS = {
  login: t("Failed sign-ins"), session: t("Sessions"), user: t("Accounts"), "api-key": t("API keys"), "password-reset": t("Password resets"), "second-factor": t("Second factors"),
  group: t("Groups"), invitation: t("Invitations"), project: t("Projects"), species: t("Species§many"), checklist: t("Checklists"),
  repertoire: t("Repertoires"), station: t("The station"),
};
/** What was done, in words, by the name under which it is recorded. @type {Record<string, string>} */
const DEEDS = {
  "api-key.created": t("API key made"), "api-key.revoked": t("API key revoked"),
  "checklist.deleted": t("Checklist deleted"), "checklist.import-started": t("Checklist brought in"),
  "group.created": t("Group made"), "group.deleted": t("Group deleted"), "group.handed-over": t("Group handed over"),
  "group.member-added": t("Member added"), "group.member-removed": t("Member removed"), "group.role-changed": t("Role changed"),
  "invitation.accepted": t("Invitation accepted"), "invitation.declined": t("Invitation declined"),
  "invitation.sent": t("Invitation sent"), "invitation.withdrawn": t("Invitation withdrawn"),
  "login.failed": t("Sign-in failed"), "password-reset.asked": t("New password asked for"), "project.deleted": t("Project deleted"),
  "public-link.changed": t("Public link changed"), "public-link.created": t("Public link made"), "public-link.revoked": t("Public link taken back"),
  "repertoire.deleted": t("Repertoire deleted"),
  "second-factor.blocked": t("Too many wrong codes"), "second-factor.codes-renewed": t("New recovery codes"), "second-factor.failed": t("Wrong second factor"),
  "second-factor.off": t("Second factor taken away"), "second-factor.on": t("Second factor set up"), "second-factor.recovery-code-used": t("Recovery code used"),
  "session.all-revoked": t("Signed out everywhere"), "session.ended": t("Signed out"), "session.revoked": t("Session ended"),
  "session.started": t("Signed in§deed"), "session.token-reused": t("Used an old token"),
  "species.changed": t("Species changed"), "species.deleted": t("Species deleted"),
  "species.unverified": t("Species no longer verified"), "species.verified": t("Species verified"),
  "station.set-up": t("Station set up"), "user.closed": t("Account closed"), "user.created": t("Account made"), "user.password-changed": t("Password changed"),
};
const FILTERS = [
  { id: "action", label: t("About§subject"), options: Object.entries(NOUNS).map(([value, label]) => ({ value, label })) },
  { id: "after", label: "From", type: /** @type {const} */ ("date") },
  { id: "before", label: "Before", type: /** @type {const} */ ("date") },
];

/** @param {any} row */
const who = (row) => (row.actor ? html`<span class="clip" title=${row.actor.username}>${row.actor.display_name}</span>` : html`<span class="faint">nobody signed in</span>`);

/** Details in words: `role viewer, method code`. @param {any} row */
function details(row) {
  const parts = Object.entries(row.details || {}).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(" ") : value}`);
  return parts.join(", ");
}

/** @type {import("../components/table.js").Column[]} */
const COLUMNS = [
  { id: "at", label: "When", width: 128, rank: 0, sort: "at", cell: (row) => html`<${Moment} value=${row.at} />` },
  { id: "actor", label: "Who", width: 120, grow: 1, rank: 1, cell: who },
  { id: "action", label: "What", width: 140, grow: 1, rank: 0, cell: (row) => html`<span class="clip" title=${row.action}>${DEEDS[row.action] || row.action}</span>` },
  { id: "object", label: "To", width: 190, grow: 1, rank: 3, cell: (row) => html`<span class="clip" title=${row.object_id || ""}>${row.object_type} <span class="mono faint">${(row.object_id || "").slice(0, 8)}</span></span>` },
  { id: "details", label: "Details", width: 160, grow: 2, rank: 2, cell: (row) => html`<span class="clip soft" title=${details(row)}>${details(row)}</span>` },
  { id: "address", label: "From", width: 120, rank: 4, cell: (row) => html`<span class="clip mono">${row.address}</span>` },
  { id: "request", label: "Request", width: 110, rank: 5, cell: (row) => html`<span class="clip mono faint" title=${row.request_id}>${row.request_id}</span>` },
];

/** A day of the filter as the moment it begins here. @param {string | undefined} day */
const begin = (day) => (day ? new Date(`${day}T00:00`).toISOString() : undefined);

export default function Audit() {
  const { query } = place.value;
  const ordering = query.ordering || "-at";
  const given = activeFilters(FILTERS, ["search"]);
  const list = useList("/audit", { ordering, ...given, after: begin(query.after), before: begin(query.before) });
  const empty = Object.keys(given).length
    ? html`<${Empty} icon="search" title="Nothing like this was recorded" action=${html`<${Button} onClick=${() => navigate("/audit")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="history" title="Nothing recorded yet">Sign-ins, keys, roles, invitations and deletions appear here.<//>`;
  return html`<${Page} title="Audit log" lede="Everything that touches security, newest first." shape="full">
    <div class="toolbar"><${SearchBox} label="Search actions, addresses and requests" /><${FilterMenu} filters=${FILTERS} /><${FilterChips} filters=${FILTERS} /></div>
    <${DataTable} label="Audit log" noun=${["entry", "entries"]} columns=${COLUMNS} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })} empty=${empty} />
  <//>`;
}
