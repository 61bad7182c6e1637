// @ts-check
/** The calls of one cluster as pictures, those that fit it best first. */

import { Button, IconButton } from "../components/button.js";
import { CallGrid } from "../components/call_grid.js";
import { Segmented } from "../components/form.js";
import { CallLabel } from "../components/text.js";
import { callHref, loadCalls, similarHref } from "../lib/calls.js";
import { count, fixed, plural } from "../lib/format.js";
import { html, useMemo, useState } from "../lib/html.js";
import { playCall } from "../lib/play_call.js";
import { navigate } from "../lib/router.js";
import { sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { membersOf, nameOf } from "./members.js";

/** Calls shown at first, and added at a time. */
const A_PAGE = 48;

/** Where a call lies is asked for when someone wants to go there. @param {number} id @param {(call: any) => void} then */
const withCall = (id, then) => loadCalls([id]).then(([call]) => call && then(call), (error) => sayError(error, "Not opened"));

/**
 * @param {{cluster: any, members: import("./members.js").Members, stamp: number, selection: Set<number>, setSelection: (next: Set<number>) => void, actions: any}} props
 *   `selection` holds indices of members
 */
export function MemberGrid({ cluster, members, stamp, selection, setSelection, actions }) {
  const [n, setN] = useState(A_PAGE);
  const [order, setOrder] = useState("best");
  const indices = useMemo(() => {
    const found = membersOf(members, cluster.number);
    return order === "best" ? found : found.reverse();
  }, [members, stamp, cluster.number, order]);
  const shown = indices.slice(0, n);
  const tiles = shown.map((i) => {
    const silhouette = members.silhouettes[i];
    const label = members.labels[i];
    return {
      id: members.ids[i],
      title: t`${label || t("A call")} of ${nameOf({ number: cluster.number })}${silhouette === null ? "" : t`, fits ${fixed(silhouette, 2)}`}`,
      face: silhouette !== null && html`<span class="figure" title="How well it fits: -1 to 1">${fixed(silhouette, 2)}</span>`,
      foot: label && html`<${CallLabel} label=${label} person />`,
    };
  });
  const chosenIds = new Set([...selection].map((i) => members.ids[i]));
  const choose = (ids) => setSelection(new Set([...ids].map((id) => members.indexOf.get(id)).filter((i) => i !== undefined)));
  return html`<section class="stack" aria-labelledby="members-heading">
    <div class="row spread"><h2 class="row" id="members-heading">${nameOf(cluster)} <span class="soft small-text">${plural(indices.length, "call")}</span></h2>
      <div class="row">${actions}<${Segmented} label="" value=${order} onValue=${setOrder} options=${[{ value: "best", label: "Fitting best" }, { value: "worst", label: "Fitting worst" }]} /></div></div>
    <${CallGrid} tiles=${tiles} label=${t`Calls of ${nameOf(cluster)}`} selection=${chosenIds} onSelection=${choose}
      actions=${(tile) => html`<${IconButton} small icon="play" label="Play" onClick=${() => withCall(tile.id, playCall)} />
        <${IconButton} small icon="search" label="Find more like this" href=${similarHref([tile.id])} />`}
      keys=${{ " ": [t("Play the call"), (tile) => withCall(tile.id, playCall)], o: [t("Open it in its recording"), (tile) => withCall(tile.id, (call) => navigate(callHref(call)))] }} />
    ${indices.length > n && html`<div><${Button} onClick=${() => setN(n + 2 * A_PAGE)}>Show more<//> <span class="faint">${count(n)} of ${count(indices.length)} shown</span></div>`}
  </section>`;
}
