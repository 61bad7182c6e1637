// @ts-check
/** The public page of a link: what was chosen to be shown, and nothing else. It knows no session. */

import { Mark } from "../components/mark.js";
import { NightGrid } from "../components/night_grid.js";
import { PlaceTable } from "../components/place_table.js";
import { Failure, Skeleton } from "../components/states.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { dateTime } from "../lib/format.js";
import { html, useEffect, useState } from "../lib/html.js";
import { useResource } from "../lib/resource.js";
import { t } from "../lib/words.js";
import { HourTable } from "../timeline/hour_table.js";
import { SharedTimeline } from "../timeline/shared_timeline.js";

loadStyle("/static/css/timeline.css");

/** Titles of result pages. */
const TITLES = { nights: t("Calls by night"), hours: t("Calls by type and hour of the day"), places: t("Species and types by site") };

/** Of an address without a token nobody need ask. */
const NO_TOKEN = { status: 404 };

/** The token stands behind #, which browsers send to nobody. */
function useToken() {
  const [token, setToken] = useState(location.hash.slice(1));
  useEffect(() => {
    const follow = () => setToken(location.hash.slice(1));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return token;
}

export default function Shared() {
  const token = useToken();
  const ask = (path, options = {}) => api.get(path, { ...options, anonymous: true, headers: { "X-Share-Token": token } });
  const found = useResource(token || null, (signal) => ask("/public/link", { signal }));
  useEffect(() => { document.title = found.data ? `${found.data.name} · Fieldstation` : "Fieldstation"; }, [found.data]);
  return html`<main class="tl-public stack" id="main" tabindex="-1">
    <p class="tl-mark"><${Mark} /> <span class="soft">Fieldstation, shared results</span></p>
    ${!token ? html`<${Ended} error=${NO_TOKEN} retry=${found.reload} />` : found.error ? html`<${Ended} error=${found.error} retry=${found.reload} />` : !found.data ? html`<${Skeleton} height="300px" />` : html`<${Contents} about=${found.data} ask=${ask} token=${token} />`}
  </main>`;
}

/** @param {{error: any, retry: () => void}} props */
function Ended({ error, retry }) {
  if (error.status !== 404 && error.status !== 410) return html`<h1>This page could not be loaded</h1><${Failure} error=${error} retry=${retry} />`;
  return html`<h1>${error.status === 410 ? t("This link has ended") : t("No page behind this link")}</h1>
    <p class="soft">${error.status === 410 ? t("It was made for a time, or taken back. Ask the people who gave it to you for another.") : t("A part of the address may have been lost on the way. Copy all of it, also what stands behind #.")}</p>`;
}

/** @param {{about: any, ask: any, token: string}} props */
function Contents({ about, ask, token }) {
  return html`<header class="stack tight"><h1>${about.name}</h1>
      <p class="soft">${about.project_name}${about.shared_by ? t`, shared by ${about.shared_by}` : ""}. Until ${dateTime(about.expires_at)}.${about.is_rough ? t(" Places, and the sun over them, are told to about 20 km.") : ""}</p></header>
    ${about.timelines.map((row) => html`<${SharedTimeline} key=${token + row.number} row=${row} ask=${ask} />`)}
    ${about.pages.map((page) => html`<${ResultPage} key=${token + page} page=${page} ask=${ask} />`)}
    <footer class="faint small-text">Times of recordings as their clocks showed them; timelines on the clock of the place. Read only.</footer>`;
}

/** @param {{page: string, ask: any}} props */
function ResultPage({ page, ask }) {
  const found = useResource(page, (signal) => ask("/public/results", { query: { page }, signal }));
  const { data } = found;
  return html`<section class="stack" aria-label=${TITLES[page]}><h2>${TITLES[page]}</h2>
    ${found.error ? html`<${Failure} error=${found.error} retry=${found.reload} />` : !data ? html`<${Skeleton} height="180px" />`
      : data.results.length === 0 ? html`<p class="soft">There are no calls yet.</p>`
      : page === "nights" ? html`<${NightGrid} data=${data} />` : page === "places" ? html`<${PlaceTable} rows=${data.results} />` : html`<${HourTable} rows=${data.results} />`}
  </section>`;
}
