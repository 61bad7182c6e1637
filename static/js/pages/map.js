// @ts-check
/** Sites and sightings on a map. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Failure, SkeletonRows } from "../components/states.js";
import { loadStyle } from "../lib/assets.js";
import { html, useEffect, useMemo, useState } from "../lib/html.js";
import { projects } from "../lib/names.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { activeGroup } from "../lib/store.js";
import { Layers, chosenLayers } from "../map/layers.js";
import { MapCanvas } from "../map/map_canvas.js";
import { fitted, textOf, viewOf, zoomed } from "../map/mercator.js";
import { MapSide } from "../map/side.js";
import { marksOf, sightingFilters, useCells } from "../map/use_cells.js";

loadStyle("/static/css/map.css");

/** How long the map rests before its place is written into the address. */
const SETTLED_MS = 350;

/** @returns {import("../components/filters.js").Filter[]} */
const filtersNow = () => [
  { id: "project_id", label: "Project", options: projects.value.map(({ id, name }) => ({ value: id, label: name })) },
  { id: "whose", label: "Sightings of", options: [{ value: "mine", label: "Me" }, { value: "friends", label: "Friends" }] },
  { id: "family", label: "Family" },
  { id: "from", label: "Seen from", type: "date" },
  { id: "to", label: "Seen until", type: "date" },
];

export default function MapPage() {
  const { query } = place.value;
  const group_id = activeGroup.value?.id;
  const sites = useGet("/map/sites", { group_id, project_id: query.project_id });
  const background = useGet("/map/background");
  const layers = chosenLayers(query.layers);
  const filters = { ...sightingFilters(query), group_id, layers: layers.filter((layer) => layer !== "sites").join(",") };
  const cells = useCells(filters);
  const [picked, setPicked] = useState(/** @type {import("../map/marks.js").Cluster | null} */ (null));
  const [goTo, setGoTo] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const wished = query.at !== written && viewOf(query.at);
    if (wished) setGoTo(wished);
  }, [query.at]);
  const shownSites = layers.includes("sites") ? sites.data?.results || [] : [];
  const marks = useMemo(() => marksOf(shownSites, cells.cells), [sites.data, cells.cells, query.layers]);
  const site = (sites.data?.results || []).find(({ id }) => id === query.site);
  const table = filtersNow();
  const onPick = (cluster) => {
    setPicked(cluster?.kind === "sighting" ? cluster : null);
    setQuery({ site: cluster?.kind === "site" ? cluster.marks[0].thing.id : null });
  };
  const onView = (view, size) => {
    cells.see(view, size);
    remember(view);
  };
  const isChosen = (cluster) => (cluster.kind === "site" ? cluster.marks.some(({ thing }) => thing.id === query.site) : Boolean(picked) && picked?.marks[0].thing.cell === cluster.marks[0].thing.cell);
  const closer = (cluster) => {
    const { view, size } = cells.last();
    const to = fitted(cluster.marks, size, 18);
    setGoTo(cluster.marks.length > 1 ? to : zoomed({ ...to, scale: view.scale }, size, 4));
    setPicked(null);
  };
  if (sites.error && !sites.data) return html`<${Page} title="Map" shape="full"><${Failure} error=${sites.error} what="The map could not be loaded" retry=${sites.reload} /><//>`;
  const isReady = sites.data && cells.isReady;
  return html`<${Page} title="Map" shape="full">
    <div class="toolbar"><${Layers} chosen=${layers} /><${FilterMenu} filters=${table} /><${FilterChips} filters=${table} /></div>
    ${isReady
      ? html`<div class="map-desk">
          <${MapCanvas} marks=${marks} first=${firstView(query, site, sites.data.results, cells)} background=${background.data} goTo=${goTo} label="Map of sites and sightings" isChosen=${isChosen} onPick=${onPick} onView=${onView} />
          <${MapSide} sites=${shownSites} site=${site} picked=${picked} filters=${filters} zoom=${cells.zoom} data=${sites.data} cells=${cells}
            onSite=${(one) => { setPicked(null); setQuery({ site: one?.id || null }); if (one) setGoTo(around(one, cells)); }} onCloser=${closer} onClose=${() => onPick(null)} />
        </div>`
      : html`<${SkeletonRows} rows=${8} />`}
    ${cells.error && html`<${Failure} error=${cells.error} what="The sightings could not be loaded" retry=${cells.reload} />`}
  <//>`;
}

let timer = 0;
/** What the map itself wrote into the address: anything else there is somebody's wish. */
let written = "";
/** @param {any} view */
function remember(view) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (place.value.path !== "/map") return;
    written = textOf(view);
    setQuery({ at: written });
  }, SETTLED_MS);
}

/** Where the map begins: as the address says, at the site it names, else so that all shows. @param {Record<string, string>} query @param {any} site @param {any[]} sites @param {any} cells */
function firstView(query, site, sites, cells) {
  return viewOf(query.at) || (site ? around(site, cells) : null) || (sites.length || cells.world.length ? fitted([...sites, ...cells.world], cells.size()) : null);
}

/** @param {any} site @param {any} cells */
const around = (site, cells) => fitted([site], cells.size(), 10);
