// @ts-check
/** What a page shows while it loads, when there is nothing yet, and when something failed. */

import { html } from "../lib/html.js";
import { say } from "../lib/toasts.js";
import { problemText } from "../lib/station_words.js";
import { above } from "../lib/trail.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

/** Nothing here yet: what this is, what to do next, one button. @param {any} props */
export function Empty({ icon = "inbox", title, children, action, isPage }) {
  return html`<div class="empty">
    <span class="figure"><svg class="icon" style=${{ width: "40px", height: "40px", strokeWidth: "1.25" }} aria-hidden="true"><use href=${`#icon-${icon}`} /></svg></span>
    ${isPage ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}
    <p>${children}</p>
    ${action}
  </div>`;
}

/** Something failed: what happened, what was kept, what to do. @param {{error: any, what?: string, retry?: () => void}} props */
export function Failure({ error, what, retry }) {
  const isMissing = error?.status === 404;
  const isClosed = error?.status === 403 && !what;
  const title = isMissing ? t("Not here") : isClosed ? t("Not open to you") : what || t("This could not be loaded");
  return html`<div class=${isMissing || isClosed ? "notice" : "notice brick"} role="alert">
    <${Icon} name=${isMissing ? "map-pin" : isClosed ? "shield" : "circle-alert"} />
    <div class="grow stack tight">
      <div>
        <strong>${title}</strong>
        <p class="soft">${isMissing ? t("It does not exist, or it belongs to a group you are not in.") : problemText(error)}</p>
      </div>
      <div class="actions">
        ${isMissing || isClosed ? html`<${WayOut} />` : retry && html`<${Button} small icon="rotate-ccw" onClick=${retry}>Try again<//>`}
        ${error?.requestId && html`<${RequestId} id=${error.requestId} />`}
      </div>
    </div>
  </div>`;
}

/** To the place above this one: a link may have been opened by itself, and then there is nothing to go back to. */
function WayOut() {
  const { label, href } = above.value || { label: "Home", href: "/" };
  return html`<${Button} small icon="arrow-left" href=${href}>${t(label)}<//>`;
}

/** The number under which the station's log knows the request. @param {{id: string}} props */
function RequestId({ id }) {
  const copy = () => navigator.clipboard.writeText(id).then(() => say("Request id copied"), () => say(id));
  return html`<${Button} small tone="quiet" icon="copy" onClick=${copy} title="Copy the request id">
    <span class="mono">${id.slice(0, 13)}…</span>
  <//>`;
}

/** A grey stand-in of a given size. @param {{width?: string, height?: string}} props */
export function Skeleton({ width = "100%", height = "14px" }) {
  return html`<span class="skeleton" style=${{ width, height }}></span>`;
}

/** Lines of text that are on their way. @param {{rows?: number, height?: string}} props */
export function SkeletonRows({ rows = 6, height = "14px" }) {
  const widths = ["92%", "78%", "85%", "64%", "88%", "71%"];
  return html`<div class="stack" role="status" aria-label="Loading">
    ${Array.from({ length: rows }, (_, i) => html`<${Skeleton} key=${i} width=${widths[i % widths.length]} height=${height} />`)}
  </div>`;
}

/**
 * Chooses between loading, failed and there.
 * @param {{of: {data: any, error: any, loading: boolean, reload: () => void}, rows?: number, what?: string, children: (data: any) => any}} props
 */
export function Loaded({ of, rows, what, children }) {
  if (of.error && !of.data) return html`<${Failure} error=${of.error} what=${what} retry=${of.reload} />`;
  if (!of.data) return html`<${SkeletonRows} rows=${rows} />`;
  return children(of.data);
}
