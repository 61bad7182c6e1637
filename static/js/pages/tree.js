// @ts-check
/** The tree of life of what oneself, one's friends or the whole station saw. */

import { Button } from "../components/button.js";
import { Select, Segmented } from "../components/form.js";
import { Icon } from "../components/icon.js";
import { Page } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useGet, useSettled } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { user } from "../lib/store.js";
import { t } from "../lib/words.js";
import { NodePanel, WholePanel } from "../tree/panel.js";
import { TreeViewer } from "../tree/viewer.js";

loadStyle("/static/css/dex.css");
loadStyle("/static/css/map.css");

const SCOPES = [{ value: "mine", label: "Mine" }, { value: "friends", label: "Mine and friends’" }, { value: "station", label: "The whole station" }, { value: "people", label: "Chosen people" }];

export default function Tree() {
  const { query } = place.value;
  const scope = { scope: query.scope || "mine", ...(query.people ? { people: query.people } : {}) };
  const layout = query.layout === "tidy" ? "tidy" : "radial";
  const tree = useGet("/tree", scope);
  const [chosen, setChosen] = useState(/** @type {any} */ (null));
  const [flight, setFlight] = useState(/** @type {any} */ (null));
  useEffect(() => setChosen(null), [JSON.stringify(scope), layout]);
  const choose = (node, nodes) => setChosen(node ? { id: node.id, path: pathOf(node, nodes) } : null);
  const found = (one) => { setFlight({ ...one, at: performance.now() }); setChosen({ id: one.node, path: one.path }); };
  return html`<${Page} title="Tree of life" shape="full" lede=${tree.data ? plural(tree.data.n_species, "species", "species") : undefined}>
    <div class="toolbar tree-tools">
      <${Select} aria-label="Whose tree" value=${scope.scope} options=${SCOPES} onValue=${(value) => setQuery({ scope: value === "mine" ? null : value, people: value === "people" ? query.people || user.value?.id : null })} />
      ${scope.scope === "people" && html`<${People} />`}
      <${Segmented} label="Layout" value=${layout} options=${[{ value: "radial", label: "Radial" }, { value: "tidy", label: "Branches" }]} onValue=${(value) => setQuery({ layout: value === "radial" ? null : value })} />
      ${tree.data?.n_species > 0 && html`<${Finder} scope=${scope} layout=${layout} onFound=${found} />`}
    </div>
    <${Loaded} of=${tree} what="The tree could not be loaded" rows=${8}>${(data) => (data.n_species
      ? html`<div class="tree-page"><${TreeViewer} tree=${data} scope=${scope} layout=${layout} chosen=${chosen} onChoose=${choose} flight=${flight} onOther=${tree.reload} />
          ${chosen ? html`<${NodePanel} scope=${scope} path=${chosen.path} ranks=${data.ranks} onClose=${() => setChosen(null)} />` : html`<${WholePanel} scope=${scope} state=${data.state} />`}</div>`
      : html`<${Empty} icon="trees" title="A seed, so far" action=${html`<${Button} tone="primary" icon="plus" href="/collection?add=1">Add an entry<//>`}>Every species in the collection becomes a leaf here, on the branch of its genus, family, order and class.<//>`)}<//>
  <//>`;
}

/** Names from the kingdom down to a node. @param {any} node @param {Map<number, any>} nodes */
function pathOf(node, nodes) {
  const names = [];
  for (let at = node; at && at.depth > 0; at = nodes.get(at.parent)) names.unshift(at.name);
  return names;
}

/** The friends whose tree is shown. */
function People() {
  const friends = useGet("/friends");
  const chosen = (place.value.query.people || "").split(",").filter(Boolean);
  const people = [{ id: user.value?.id, display_name: "I" }, ...(friends.data?.friends || []).map(({ person }) => person)];
  const toggle = (id) => setQuery({ people: (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).join(",") });
  return html`<div class="row" role="group" aria-label="People">${people.map((person) => html`<button type="button" key=${person.id} class=${chosen.includes(person.id) ? "button small primary" : "button small"} aria-pressed=${chosen.includes(person.id)} onClick=${() => toggle(person.id)}>${person.display_name}</button>`)}</div>`;
}

/** A search that flies to what is chosen. @param {{scope: any, layout: string, onFound: (one: any) => void}} props */
function Finder({ scope, layout, onFound }) {
  const [text, setText] = useState(place.value.query.find || "");
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  const settled = useSettled(text, 180);
  useEffect(() => {
    if (!settled.trim()) { setRows([]); return; }
    api.get("/tree/search", { query: { ...scope, layout, search: settled.trim(), limit: 8 } }).then(({ results }) => {
      setRows(results);
      if (settled === place.value.query.find && results[0]) { go(results[0]); setQuery({ find: null }); }
    }, () => setRows([]));
  }, [settled, layout, JSON.stringify(scope)]);
  const go = (one) => { setRows([]); onFound(one); };
  const onKeyDown = (event) => { if (event.key === "Enter" && rows[0]) { event.preventDefault(); go(rows[0]); } };
  return html`<div class="searchbox tree-finder" role="search"><${Icon} name="search" />
    <input class="input" type="search" aria-label="Find in the tree" placeholder="Find in the tree" value=${text} onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown} />
    ${rows.length > 0 && html`<ul class="species-list" aria-label="Found">${rows.map((one) => html`<li key=${one.node}><button type="button" onClick=${() => go(one)}><span>${one.name || t("without a name")}</span><span class="soft">${plural(one.n_species, "species", "species")} · ${one.path.slice(0, -1).filter(Boolean).slice(-2).join(" › ")}</span></button></li>`)}</ul>`}
  </div>`;
}
