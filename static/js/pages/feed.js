// @ts-check
/** The feed: what friends and everybody here saw, the latest first. */

import { Button, IconButton } from "../components/button.js";
import { FilterChips, FilterMenu, SearchBox, activeFilters } from "../components/filters.js";
import { Icon } from "../components/icon.js";
import { Page } from "../components/page.js";
import { Empty, Failure, SkeletonRows } from "../components/states.js";
import { Tabs, openTab } from "../components/tabs.js";
import { Moment } from "../components/text.js";
import { dayOf, placeOf } from "../dex/kinds.js";
import { Likeness } from "../dex/plate.js";
import { report, Signs } from "../dex/talk.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useRef } from "../lib/html.js";
import { useList } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

loadStyle("/static/css/dex.css");

const SCOPES = [{ id: "all", label: "All" }, { id: "friends", label: "Friends" }, { id: "public", label: "Public" }, { id: "mine", label: "Mine" }];
const FILTERS = [{ id: "family", label: "Family" }, { id: "place", label: "Place" }];

export default function Feed() {
  const scope = openTab(SCOPES, "scope");
  const narrowing = activeFilters(FILTERS, ["search"]);
  const list = useList("/feed", { scope, ...narrowing });
  const end = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!end.current) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && list.more(), { rootMargin: "800px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [list.more, list.rows.length]);
  const empty = Object.keys(narrowing).length
    ? html`<${Empty} icon="search" title="Nothing matches" action=${html`<${Button} onClick=${() => navigate("/feed")}>Show all<//>`}>Try fewer filters.<//>`
    : html`<${Empty} icon="rss" title="Quiet here so far" action=${html`<${Button} tone="primary" icon="user-plus" href="/friends">Find friends<//>`}>What your friends show to friends, and what anybody shows to everybody, stands here.<//>`;
  return html`<${Page} title="Feed">
    <div class="toolbar"><${Tabs} label="Whose" tabs=${SCOPES} name="scope" /><${SearchBox} label="Search the feed" placeholder="Species" /><${FilterMenu} filters=${FILTERS} /><${FilterChips} filters=${FILTERS} /></div>
    ${list.error && html`<${Failure} error=${list.error} what="The feed could not be loaded" retry=${list.reload} />`}
    ${list.loading ? html`<${SkeletonRows} rows=${8} />` : !list.rows.length && !list.error ? empty : html`<ul class="feed">${list.rows.map((entry) => html`<${Sighting} key=${entry.id} entry=${entry} gone=${() => list.setRows((rows) => rows.filter(({ id }) => id !== entry.id))} />`)}</ul>`}
    <div ref=${end}></div>
  <//>`;
}

/** @param {{entry: any, gone: () => void}} props */
function Sighting({ entry, gone }) {
  const isOwn = entry.owner.id === user.value?.id;
  const mute = () => api.put(`/dex/entries/${entry.id}/mute`).then(() => { gone(); say("It is out of your feed"); }, (error) => sayError(error, "Not hidden"));
  return html`<li class="sighting">
    <a class="sighting-picture" href=${`/collection/${entry.id}`} aria-label=${entry.species.common_name || entry.species.scientific_name}><${Likeness} entry=${entry} /></a>
    <div class="sighting-words">
      <p class="row"><a href=${isOwn ? "/collection" : `/collection?owner=${entry.owner.id}`}><strong>${isOwn ? t("You") : entry.owner.display_name}</strong></a><span class="faint small-text push"><${Moment} value=${entry.shown_at} relative /></span></p>
      <h2><a href=${`/collection/${entry.id}`}><i class="species-name">${entry.species.scientific_name}</i></a></h2>
      ${entry.species.common_name && html`<p>${entry.species.common_name}</p>`}
      <p class="soft">${[dayOf(entry.observed_at), placeOf(entry), entry.n_individuals > 1 ? plural(entry.n_individuals, "animal") : ""].filter(Boolean).join(" · ")}</p>
      ${entry.notes && html`<p class="clamp">${entry.notes}</p>`}
      <div class="row"><${Signs} entry=${entry} /><a class="button small quiet" href=${`/collection/${entry.id}`}><${Icon} name="message-circle" /><span>${entry.n_comments || t("Comment")}</span></a>
        ${!isOwn && html`<span class="push"><${IconButton} small icon="eye-off" label="Hide from my feed" onClick=${mute} /><${IconButton} small icon="flag" label="Report" onClick=${() => report(entry.id)} /></span>`}</div>
    </div>
  </li>`;
}
