// @ts-check
/** Public links of the group: what they show, how long, how often they were opened; making and ending them. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { DataTable } from "../components/table.js";
import { Moment, Tag } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { projects } from "../lib/names.js";
import { useList } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup, may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { PublicLinkDialog, RESULT_PAGES } from "../timeline/save_dialogs.js";

loadStyle("/static/css/timeline.css");

const LEDE = t("Anybody who has such an address sees the chosen results without signing in, until it ends.");
const STATES = { open: ["moss", t("works")], expired: ["plain", t("has ended")], revoked: ["brick", t("taken back")] };

/** What a link shows, in words. @param {any} row */
function contents(row) {
  const pages = row.pages.map((page) => RESULT_PAGES.find(([id]) => id === page)?.[1] || page);
  return [...row.timelines.map(({ name, is_there: isThere }) => (isThere ? name : t`${name} (deleted)`)), ...pages].join(", ");
}

/** @param {(row: any) => void} revoke @returns {import("../components/table.js").Column[]} */
const columns = (revoke) => [
  { id: "name", label: "Link", width: 170, grow: 2, rank: 0, cell: (row) => html`<span class="clip">${row.name}</span>` },
  { id: "state", label: "State", width: 100, rank: 0, cell: (row) => html`<${Tag} tone=${STATES[row.state][0]}>${STATES[row.state][1]}<//>` },
  { id: "shows", label: "Shows", width: 200, grow: 3, rank: 1, cell: (row) => html`<span class="clip" title=${contents(row)}>${contents(row)}</span>` },
  { id: "project", label: "Project", width: 130, grow: 1, rank: 2, cell: (row) => html`<span class="clip">${row.project_name}</span>` },
  { id: "token", label: "Ends in", about: "Last characters of the address", width: 80, rank: 3, cell: (row) => html`<span class="mono">…${row.token_end}</span>` },
  { id: "until", label: "Until", width: 150, rank: 1, sort: "expires_at", cell: (row) => html`<${Moment} value=${row.revoked_at || row.expires_at} />` },
  { id: "views", label: "Opened", width: 80, rank: 3, cell: (row) => html`<span class="mono" title=${row.last_viewed_at || ""}>${count(row.n_views)} ×</span>` },
  { id: "end", label: "", about: "Take back", width: 48, rank: 0, cell: (row) => row.state === "open" && may("editor") && html`<${IconButton} small icon="ban" label=${t`Take back ${row.name}`} onClick=${() => revoke(row)} />` },
];

export default function PublicLinks() {
  const { query } = place.value;
  const group_id = activeGroup.value?.id;
  const ordering = query.ordering || "-created_at";
  const list = useList("/public-links", { group_id, ordering });
  const revoke = async (row) => {
    if (!(await askFirst({ title: t`Take back ${row.name}`, tone: "danger", action: "Take it back", text: "Whoever has the address sees nothing from now on. It cannot be opened again; make another link for that." }))) return;
    await api.delete(`/public-links/${row.id}`).then(() => { say("It is taken back"); list.reload(); }, (error) => sayError(error, "Not taken back"));
  };
  const make = may("editor") && projects.value.length > 0 && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ of: projects.value[0].id })}>Make a public link<//>`;
  const empty = html`<${Empty} icon="eye" title="No public links" action=${make}>A link shows saved timelines and result pages to people without an account. It can be taken back at any time.<//>`;
  return html`<${Page} title="Public links" lede=${LEDE} shape="full" actions=${list.rows.length > 0 && make}>
    <${DataTable} label="Public links" noun=${["link", "links"]} columns=${columns(revoke)} list=${list} ordering=${ordering} onOrdering=${(next) => setQuery({ ordering: next })} empty=${empty} />
    ${query.of && html`<${Maker} projectId=${query.of} onMade=${list.reload} />`}
  <//>`;
}

/** @param {{projectId: string, onMade: () => void}} props */
function Maker({ projectId, onMade }) {
  const timelines = useList("/timelines", { project_id: projectId });
  if (timelines.loading) return null;
  return html`<${PublicLinkDialog} key=${projectId} projectId=${projectId} timelines=${timelines.rows} onClose=${() => setQuery({ of: null })} onMade=${onMade}
    before=${projects.value.length > 1 && html`<label class="field"><span class="label">Project</span><select class="input" value=${projectId} onChange=${(event) => setQuery({ of: event.currentTarget.value })}>
      ${projects.value.map((row) => html`<option key=${row.id} value=${row.id} selected=${row.id === projectId}>${row.name}</option>`)}</select></label>`} />`;
}
