// @ts-check
/** Find more like this: calls of the whole archive by likeness to a few examples. */

import { Button } from "../components/button.js";
import { FilterChips, FilterMenu, activeFilters } from "../components/filters.js";
import { Page } from "../components/page.js";
import { Empty, Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { loadCalls } from "../lib/calls.js";
import { count } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { asChoices, projects, sites, species } from "../lib/names.js";
import { useResource } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { say } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Examples } from "../similar/examples.js";
import { IndexState } from "../similar/index_state.js";
import { Results } from "../similar/results.js";

/** What one search may name. */
const MOST_EXAMPLES = 20;
const MOST_REJECTED = 100;
/** Calls shown at first, and at most. */
const FIRST_N = 60;
const MOST_N = 500;

const YES_NO = [{ value: "true", label: "Yes" }, { value: "false", label: "No" }];

/** @returns {import("../components/filters.js").Filter[]} */
const similarFilters = () => [
  { id: "project_id", label: "Project", options: asChoices(projects.value) },
  { id: "site_id", label: "Site", options: asChoices(sites.value) },
  { id: "species_id", label: "Species", options: asChoices(species.value) },
  { id: "label", label: "Type" },
  { id: "labelled", label: "Said by a person", options: YES_NO },
];

/** @param {string | undefined} text @returns {number[]} */
const numbersOf = (text) => [...new Set((text || "").split(",").map(Number).filter((n) => Number.isSafeInteger(n) && n > 0))];

export default function Similar() {
  const { query } = place.value;
  const examples = numbersOf(query.examples).slice(0, MOST_EXAMPLES);
  const rejected = numbersOf(query.rejected).slice(0, MOST_REJECTED);
  if (!examples.length) {
    return html`<${Page} title="Find more like this"><${Empty} icon="search" title="Which call?" action=${html`<${Button} tone="primary" href="/calls">To the calls<//>`}>
      Choose a call anywhere (in a recording, the table of calls, a cluster, while labelling) and “Find more like this” looks for its kind in everything the group has recorded.<//><//>`;
  }
  return html`<${Search} examples=${examples} rejected=${rejected} />`;
}

/** @param {{examples: number[], rejected: number[]}} props what was searched with last; the person goes on from there */
function Search({ examples, rejected }) {
  const { query } = place.value;
  const filters = similarFilters();
  const [draft, setDraft] = useState({ examples, rejected });
  useEffect(() => setDraft({ examples, rejected }), [query.examples, query.rejected]);
  const n = Math.min(MOST_N, Math.max(1, Number(query.n) || FIRST_N));
  const narrowing = activeFilters(filters, []);
  const body = { segment_ids: examples, rejected_ids: rejected, n, ...narrowing, ...(narrowing.labelled ? { labelled: narrowing.labelled === "true" } : {}) };
  const found = useResource(JSON.stringify(body), (signal) => api.post("/similar", body, { signal }));
  const wanted = [...draft.examples, ...draft.rejected];
  const known = useRef(/** @type {Map<number, any>} */ (new Map())).current;
  for (const row of found.data?.results || []) if (!known.has(row.segment_id)) known.set(row.segment_id, { ...row, id: row.segment_id });
  const placed = useResource(wanted.filter((id) => !known.has(id)).join() || null, (signal) => loadCalls(wanted, signal));
  for (const call of placed.data || []) known.set(call.id, call);
  const pick = (ids) => ids.map((id) => known.get(id)).filter(Boolean);
  const isChanged = draft.examples.join() !== examples.join() || draft.rejected.join() !== rejected.join();
  const again = () => isChanged && setQuery({ examples: draft.examples.join(","), rejected: draft.rejected.join(",") || null }, { push: true });
  const change = (next) => setDraft((before) => ({ ...before, ...next(before) }));
  const addExamples = (ids) => change((before) => {
    const all = [...new Set([...before.examples, ...ids])];
    if (all.length > MOST_EXAMPLES) say(t`A search takes ${MOST_EXAMPLES} examples`);
    return { examples: all.slice(0, MOST_EXAMPLES), rejected: before.rejected.filter((id) => !ids.includes(id)) };
  });
  const addRejected = (ids) => change((before) => ({ rejected: [...new Set([...before.rejected, ...ids])].slice(-MOST_REJECTED) }));
  useKeys("Find more like this", { s: ["Search again", again] }, []);
  const rows = (found.data?.results || []).filter(({ segment_id }) => !wanted.includes(segment_id));
  const actions = html`<${Button} tone=${isChanged ? "primary" : ""} icon="search" disabled=${!isChanged} onClick=${again} title="Search again (s)">Search again<//>`;
  return html`<${Page} title="Find more like this" shape="full" trail=${[{ label: "Calls", href: "/calls" }]} actions=${actions}>
    <${Shown} placed=${placed} draft=${draft} pick=${pick} change=${change} />
    <div class="toolbar"><${FilterMenu} filters=${filters} /><${FilterChips} filters=${filters} />
      ${found.data && html`<span class="soft push">${count(found.data.index.n_calls)} calls searched</span>`}</div>
    ${found.data && html`<${IndexState} index=${found.data.index} onBuilt=${found.reload} />`}
    ${found.error && html`<${Failure} error=${found.error} what="The search failed" retry=${found.reload} />`}
    ${found.loading && html`<${Waiting} />`}
    ${found.data?.index.n_calls > 0 && !rows.length && html`<${Empty} icon="search" title="Nothing alike" action=${Object.keys(narrowing).length > 0 && html`<${Button} onClick=${() => setQuery(Object.fromEntries(filters.map(({ id }) => [id, null])))}>Search everywhere<//>`}>
      No other call that can be searched comes near. Try fewer filters or another example.<//>`}
    ${rows.length > 0 && html`<${Results} key=${JSON.stringify(body)} rows=${rows} projectId=${pick(examples)[0]?.project_id} onExample=${addExamples} onReject=${addRejected} onReload=${found.reload} />`}
    ${found.data?.results.length >= n && n < MOST_N && html`<div><${Button} onClick=${() => setQuery({ n: Math.min(MOST_N, n * 2) })}>Show more<//></div>`}
  <//>`;
}

/** @param {{placed: any, draft: {examples: number[], rejected: number[]}, pick: (ids: number[]) => any[], change: (next: (before: any) => any) => void}} props */
function Shown({ placed, draft, pick, change }) {
  if (placed.error) return html`<${Failure} error=${placed.error} what="The examples could not be read" retry=${placed.reload} />`;
  const without = (name) => (id) => change((before) => ({ [name]: before[name].filter((other) => other !== id) }));
  return html`<${Examples} calls=${pick(draft.examples)} rejected=${pick(draft.rejected)} onRemove=${without("examples")} onForgive=${without("rejected")} />`;
}

function Waiting() {
  return html`<div class="call-grid" role="status" aria-label="Searching">${Array.from({ length: 12 }, (_, i) => html`<${Skeleton} key=${i} height="110px" />`)}</div>`;
}
