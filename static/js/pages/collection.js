// @ts-check
/** A person's collection: cards, list, map, calendar, and what is missing. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { Later, LaterDialog } from "../components/later.js";
import { Page } from "../components/page.js";
import { Empty, Failure } from "../components/states.js";
import { openTab, Tabs } from "../components/tabs.js";
import { IUCN, VISIBILITIES } from "../dex/kinds.js";
import { OwnerHead } from "../dex/owner_head.js";
import { Plate, PlatesLoading } from "../dex/plate.js";
import { MoreMenu } from "../dex/more_menu.js";
import { download } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { useGet, useList } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { user } from "../lib/store.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/dex.css");

const VIEWS = [{ id: "cards", label: "Cards" }, { id: "list", label: "List" }, { id: "map", label: "Map" }, { id: "calendar", label: "Calendar" }, { id: "missing", label: "Missing" }];
const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];
const ORDERS = [["-observed_at", t("Seen last")], ["observed_at", t("Seen first")], ["number", t("By number")], ["name", t("By name")], ["-created_at", t("Added last")]];

/** @returns {import("../components/filters.js").Filter[]} */
const filtersFor = (isOwn) => [
  { id: "family", label: "Family" }, { id: "class", label: "Class" },
  { id: "from", label: "Seen from", type: "date" }, { id: "to", label: "Seen until", type: "date" },
  { id: "has_picture", label: "With a picture", options: YES_NO }, { id: "is_wild", label: "In the wild", options: YES_NO },
  ...(isOwn ? [{ id: "is_favourite", label: "Favourites", options: YES_NO }, { id: "visibility", label: "Shown to", options: VISIBILITIES }] : []),
];

export default function Collection() {
  const { query } = place.value;
  const ownerId = query.owner && query.owner !== user.value?.id ? query.owner : undefined;
  const view = openTab(VIEWS, "view");
  const filters = filtersFor(!ownerId);
  const narrowing = activeFilters(filters, ["search"]);
  const isListed = view === "cards" || view === "list";
  const list = useList(isListed ? "/dex/entries" : null, { owner_id: ownerId, ordering: query.ordering || "-observed_at", ...narrowing });
  const add = !ownerId && html`<${Button} tone="primary" icon="plus" onClick=${() => setQuery({ add: 1 })}>Add an entry<//>`;
  const empty = emptyState(Boolean(Object.keys(narrowing).length), Boolean(ownerId), add);
  return html`<${Page} title=${ownerId ? html`<${OwnerHead} id=${ownerId} />` : t("Collection")} name="Collection" shape="full"
      lede=${list.count > 0 && isListed ? plural(list.count, "entry", "entries") : undefined} actions=${html`${!ownerId && html`<${MoreMenu} onDone=${list.reload} />`}${add}`}>
    ${query.file && !ownerId && html`<${CardFile} id=${query.file} />`}
    <div class="toolbar">
      <${Tabs} label="How the collection is shown" tabs=${VIEWS} name="view" />
      ${isListed && html`<${SearchBox} label="Search the collection" /><${FilterMenu} filters=${filters} /><${OrderMenu} />`}
      <${FilterChips} filters=${filters} />
    </div>
    ${view === "cards" && html`<${Cards} list=${list} empty=${empty} />`}
    ${view === "list" && views(({ ListView }) => html`<${ListView} list=${list} empty=${empty} />`)}
    ${view === "map" && html`<${Later} name="map" load=${() => import("../dex/map_view.js")}>${({ MapView }) => html`<${MapView} ownerId=${ownerId} />`}<//>`}
    ${view === "calendar" && views(({ CalendarView }) => html`<${CalendarView} ownerId=${ownerId} />`)}
    ${view === "missing" && views(({ MissingView }) => html`<${MissingView} ownerId=${ownerId} />`)}
    ${query.add && html`<${LaterDialog} name="entry" load=${() => import("../dex/entry_dialog.js")}>${({ EntryDialog }) => html`<${EntryDialog} onClose=${() => setQuery({ add: null, species_id: null, identification_id: null })} onSaved=${(made) => { setQuery({ add: null }); navigate(made ? `/collection/${made.id}` : "/field"); }} />`}<//>`}
  <//>`;
}

/** A view that is not the first one. @param {(module: any) => any} shown */
const views = (shown) => html`<${Later} name="views" load=${() => import("../dex/views.js")}>${shown}<//>`;

/** A printable file that a job made. @param {{id: string}} props */
function CardFile({ id }) {
  const file = useGet(`/dex/card-files/${id}`);
  if (!file.data || file.data.state !== "ready") return null;
  const save = () => download(`/dex/card-files/${id}/file`, "cards.pdf").catch((error) => sayError(error, "Not saved"));
  return html`<div class="notice"><${Icon} name="book-open" /><div class="grow">${plural(file.data.n_cards, "card")} laid out, ready to print.</div><${Button} small icon="download" onClick=${save}>Save the PDF<//></div>`;
}

function OrderMenu() {
  const chosen = place.value.query.ordering || "-observed_at";
  const label = ORDERS.find(([value]) => value === chosen)?.[1] || t("Order");
  return html`<${Menu} label=${t`Order: ${label}`} face=${html`<span>${label}</span>`}>${() => ORDERS.map(([value, text]) => html`<${MenuItem} key=${value} icon=${value === chosen ? "check" : undefined} onClick=${() => setQuery({ ordering: value === "-observed_at" ? null : value })}>${text}<//>`)}<//>`;
}

/** @param {boolean} isNarrowed @param {boolean} isOther @param {any} add */
function emptyState(isNarrowed, isOther, add) {
  if (isNarrowed) return html`<${Empty} icon="search" title="No entry matches" action=${html`<${Button} onClick=${() => navigate("/collection")}>Show all<//>`}>Try fewer filters.<//>`;
  if (isOther) return html`<${Empty} icon="eye-off" title="Nothing to see here yet">This person shows nothing to you so far.<//>`;
  return html`<${Empty} icon="binoculars" title="The first plate is still blank" action=${html`<div class="actions">${add}<${Button} icon="image" href="/identify">Identify a picture<//></div>`}>Each animal you meet becomes a plate: what it was, where and when, with your picture. ${Object.keys(IUCN).length ? t("Add one by hand, or let a picture tell its name.") : ""}<//>`;
}

/** Cards in a grid; arrows move, Enter opens; more come as one scrolls. @param {{list: any, empty: any}} props */
function Cards({ list, empty }) {
  const grid = useRef(/** @type {HTMLElement | null} */ (null));
  const end = useRef(/** @type {HTMLElement | null} */ (null));
  const [at, setAt] = useState(-1);
  useEffect(() => {
    if (!end.current) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && list.more(), { rootMargin: "800px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [list.more, list.rows.length]);
  const go = (/** @type {number} */ step) => () => {
    const cards = /** @type {HTMLElement[]} */ ([...(grid.current?.querySelectorAll("a.plate") || [])]);
    const now = cards.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = Math.max(0, Math.min(cards.length - 1, (now < 0 ? at : now) + step));
    cards[to]?.focus();
  };
  const row = () => {
    const cards = /** @type {HTMLElement[]} */ ([...(grid.current?.querySelectorAll("a.plate") || [])]);
    return Math.max(1, cards.filter((card) => card.offsetTop === cards[0]?.offsetTop).length);
  };
  useKeys("Cards", {
    ArrowRight: ["Next card", go(1)], ArrowLeft: ["Card before", go(-1)],
    ArrowDown: ["Row below", () => go(row())()], ArrowUp: ["Row above", () => go(-row())()],
  }, [list.rows.length, at]);
  if (list.error) return html`<${Failure} error=${list.error} what="The collection could not be loaded" retry=${list.reload} />`;
  if (list.loading) return html`<${PlatesLoading} />`;
  if (!list.rows.length) return empty;
  return html`<div><div class="plates" ref=${grid}>${list.rows.map((entry, i) => html`<${Plate} key=${entry.id} entry=${entry} onFocus=${() => setAt(i)} />`)}</div><div ref=${end}></div></div>`;
}
