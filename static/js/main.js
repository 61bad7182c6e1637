// @ts-check
/** Starts the page: who is here, which address, which page. */

import { QuestionHost } from "./components/dialog.js";
import { Shell } from "./components/shell.js";
import { Empty, Failure, SkeletonRows } from "./components/states.js";
import { Button } from "./components/button.js";
import { ToastHost } from "./components/toast_host.js";
import { html, render, useEffect, useState } from "./lib/html.js";
import { loadSprite } from "./lib/assets.js";
import { startKeys } from "./lib/keys.js";
import { navigate, place, queryText, startRouter } from "./lib/router.js";
import { openSession, sessionState, user } from "./lib/store.js";
import { wasSignedIn } from "./lib/token.js";
import { t } from "./lib/words.js";
import { ROUTES } from "./pages/routes.js";

/** Shows the page of the address once its module is there. @param {{route: import("./lib/router.js").Route}} props */
function RoutedPage({ route }) {
  const [loaded, setLoaded] = useState({ route: /** @type {any} */ (null), View: /** @type {any} */ (null), error: null });
  useEffect(() => {
    let current = true;
    route.load().then(
      (module) => current && setLoaded({ route, View: module.default, error: null }),
      (error) => current && setLoaded({ route, View: null, error }),
    );
    return () => { current = false; };
  }, [route]);
  if (loaded.error) return html`<div class="page"><${Failure} error=${{ detail: t("The station did not hand it out. Nothing was changed; try again when it answers.") }} what="This page could not be loaded" retry=${() => location.reload()} /></div>`;
  if (loaded.route !== route) return html`<div class="page"><${SkeletonRows} rows=${5} /></div>`;
  const { View } = loaded;
  return html`<${View} key=${JSON.stringify(place.value.params)} />`;
}

function ForAdministrators() {
  return html`<div class="page"><${Empty} isPage icon="shield" title="For administrators of the station"
    action=${html`<${Button} href="/" icon="house">Home<//>`}>Your account is not one of them. Ask somebody who runs this station.<//></div>`;
}

function NoSuchPage() {
  return html`<div class="page"><${Empty} isPage icon="map-pin" title="No page at this address"
    action=${html`<${Button} href="/" icon="house">Home<//>`}>The link may be old, or a part of it was lost on the way.<//></div>`;
}

function Unreachable() {
  const again = () => {
    sessionState.value = "unknown";
    openSession();
  };
  return html`<main class="page"><${Empty} isPage icon="wifi-off" title="The station does not answer" action=${html`<${Button} tone="primary" icon="rotate-ccw" onClick=${again}>Try again<//>`}>
    It may be starting, or the connection is away. Nothing was lost; work that was running goes on.<//></main>`;
}

function App() {
  const { route, path, query } = place.value;
  const state = sessionState.value;
  const closed = Boolean(route) && !route?.open;
  useEffect(() => {
    if (state === "visitor" && (closed || !route)) navigate(`/sign-in${queryText({ next: path === "/" ? "" : path + queryText(query) })}`, { replace: true });
  }, [state, path, closed]);
  let page;
  if (route?.open && state !== "unknown" && state !== "unreachable") page = html`<${RoutedPage} route=${route} />`;
  else if (state === "unreachable") page = html`<${Unreachable} />`;
  else if (state !== "member") page = null;
  else page = html`<${Shell}>${memberPage(route)}<//>`;
  return html`${page}<${QuestionHost} /><${ToastHost} />`;
}

/** @param {import("./lib/router.js").Route | null} route */
function memberPage(route) {
  if (!route) return html`<${NoSuchPage} />`;
  if (route.operator && !user.value?.is_operator) return html`<${ForAdministrators} />`;
  return html`<${RoutedPage} route=${route} />`;
}

/** Fetches the page of the address while the station says who is here. Whether it came shows when it is drawn. */
function fetchPage() {
  const { route } = place.value;
  if (route && (route.open || wasSignedIn())) route.load().catch(() => undefined);
}

/** Nobody waits for it: the first view comes first. */
const whenIdle = /** @type {any} */ (globalThis).requestIdleCallback || ((run) => setTimeout(run, 500));

loadSprite();
startKeys();
startRouter(ROUTES);
fetchPage();
openSession();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
addEventListener("load", () => whenIdle(() => import("./field/kept_shell.js").then(({ keepShell }) => keepShell(), () => undefined)));
