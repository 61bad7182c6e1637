// @ts-check
/** Friends: one's code, who asks, who is a friend, who stands where, who is blocked. */

import { Button, IconButton } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { FormProblem, TextField, useForm } from "../components/form.js";
import { Page, Panel } from "../components/page.js";
import { Empty, Loaded } from "../components/states.js";
import { Moment } from "../components/text.js";
import { api } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { plural } from "../lib/format.js";
import { html, useEffect } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { place, setQuery } from "../lib/router.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { FriendCode } from "../dex/friend_code.js";

loadStyle("/static/css/dex.css");

export default function Friends() {
  const all = useGet("/friends");
  const act = (promise, text) => promise.then(() => { all.reload(); if (text) say(text); }, (error) => sayError(error, "That did not work"));
  return html`<${Page} title="Friends">
    <div class="friends-page">
      <div class="stack">
        <${Ask} onDone=${all.reload} />
        <${Loaded} of=${all} what="Your friends could not be loaded" rows=${4}>${(data) => html`<${Requests} data=${data} act=${act} /><${List} data=${data} act=${act} /><${Blocked} data=${data} act=${act} />`}<//>
      </div>
      <div class="stack"><${Panel} title="Your friend code"><${FriendCode} /><//><${Standing} /></div>
    </div>
  <//>`;
}

/** @param {{onDone: () => void}} props */
function Ask({ onDone }) {
  const form = useForm({ who: place.value.query.code || "" }, async ({ who }) => {
    const text = who.trim();
    const looksLikeCode = /^[0-9A-HJ-NP-Za-hj-np-z]{4}[- ]?[0-9A-HJ-NP-Za-hj-np-z]{4}$/.test(text);
    let answer;
    try {
      answer = await api.post("/friends/requests", looksLikeCode ? { code: text } : { name: text });
    } catch (error) {
      // Eight letters can be a name as well.
      if (!looksLikeCode || error.status !== 404) throw error;
      answer = await api.post("/friends/requests", { name: text });
    }
    say(answer.relation === "friends" ? t`You and ${answer.person.display_name} are friends` : t`${answer.person.display_name} is asked`);
    form.setValues({ who: "" });
    setQuery({ code: null });
    onDone();
  });
  useEffect(() => { if (place.value.query.code) /** @type {HTMLElement | null} */ (document.querySelector(".ask-form input"))?.focus(); }, []);
  return html`<form class="form ask-form" onSubmit=${form.onSubmit}>
    <${FormProblem} form=${{ ...form, error: form.error?.status === 404 ? { ...form.error, status: 400, message: "", detail: t("Nobody of this code or name is to be found. Compare it with theirs.") } : form.error }} />
    <div class="row bottom"><div class="grow"><${TextField} label="Friend code or user name" required placeholder="ABCD-2345" ...${form.field("who")} /></div><${Button} type="submit" tone="primary" icon="user-plus" busy=${form.busy}>Ask<//></div>
  </form>`;
}

/** @param {{data: any, act: any}} props */
function Requests({ data, act }) {
  if (!data.requests_in.length && !data.requests_out.length) return null;
  return html`<${Panel} title="Requests" flush><ul class="rule-list">
    ${data.requests_in.map(({ person, since }) => html`<li class="line-item" key=${person.id}><span class="grow clip"><strong>${person.display_name}</strong> <span class="faint">asks, <${Moment} value=${since} relative /></span></span>
      <${Button} small tone="primary" icon="check" onClick=${() => act(api.post(`/friends/requests/${person.id}/accept`), t`You and ${person.display_name} are friends`)}>Yes<//><${Button} small onClick=${() => act(api.post(`/friends/requests/${person.id}/reject`))}>No<//></li>`)}
    ${data.requests_out.map(({ person, since }) => html`<li class="line-item" key=${person.id}><span class="grow clip">${person.display_name} <span class="faint">asked by you, <${Moment} value=${since} relative /></span></span><${Button} small onClick=${() => act(api.delete(`/friends/requests/${person.id}`))}>Take back<//></li>`)}
  </ul><//>`;
}

/** @param {{data: any, act: any}} props */
function List({ data, act }) {
  const part = async (person) => (await askFirst({ title: t`End the friendship with ${person.display_name}`, tone: "danger", action: "End it", text: "What you show to friends leaves their sight, and theirs yours." })) && act(api.delete(`/friends/${person.id}`));
  const block = async (person) => (await askFirst({ title: t`Block ${person.display_name}`, tone: "danger", action: "Block", text: "You two no longer see anything of each other. Only you can lift it; they are not told." })) && act(api.put(`/friends/blocked/${person.id}`));
  if (!data.friends.length) return html`<${Empty} icon="users" title="No friends here yet">Give your code to somebody who uses this station, or ask them by their user name. Friends see what you show to friends, in the feed and in the tree of life.<//>`;
  return html`<${Panel} title=${plural(data.friends.length, "friend")} flush><ul class="rule-list">${data.friends.map((friend) => html`<li class="line-item" key=${friend.person.id}>
    <span class="grow clip"><a href=${`/collection?owner=${friend.person.id}`}><strong>${friend.person.display_name}</strong></a> <span class="faint">${plural(friend.n_species, "species", "species")}, ${plural(friend.n_entries, "entry", "entries")}</span></span>
    <${Button} small icon="trees" href=${`/tree?scope=people&people=${friend.person.id}`}>Tree<//>
    <${IconButton} small icon="x" label=${t`End the friendship with ${friend.person.display_name}`} onClick=${() => part(friend.person)} /><${IconButton} small icon="ban" label=${t`Block ${friend.person.display_name}`} onClick=${() => block(friend.person)} />
  </li>`)}</ul><//>`;
}

/** @param {{data: any, act: any}} props */
function Blocked({ data, act }) {
  if (!data.blocked.length) return null;
  return html`<${Panel} title="Blocked" flush><ul class="rule-list">${data.blocked.map(({ person }) => html`<li class="line-item" key=${person.id}><span class="grow clip">${person.display_name}</span><${Button} small onClick=${() => act(api.delete(`/friends/blocked/${person.id}`))}>Unblock<//></li>`)}</ul><//>`;
}

/** Who of the friends has found most. */
function Standing() {
  const year = place.value.query.year;
  const board = useGet("/dex/leaderboard", { year });
  return html`<${Panel} title="Species found" actions=${html`<${Button} small aria-pressed=${Boolean(year)} tone=${year ? "primary" : ""} onClick=${() => setQuery({ year: year ? null : new Date().getFullYear() })}>This year<//>`}>
    <${Loaded} of=${board} rows=${3}>${({ results }) => html`<ol class="standing">${results.map((row, i) => html`<li key=${row.person.id} class=${row.is_me ? "me" : ""}><span class="mono faint">${i + 1}</span><span class="grow clip">${row.is_me ? t("You") : row.person.display_name}</span>
      <progress class="family-bar" max=${Math.max(1, results[0].n_species)} value=${row.n_species} aria-label=${t`${row.n_species} species`}></progress><span class="mono">${row.n_species}</span></li>`)}</ol>`}<//>
  <//>`;
}
