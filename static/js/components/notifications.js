// @ts-check
/** The bell: what happened while one looked elsewhere. */

import { api } from "../lib/api.js";
import { html, signal, useEffect } from "../lib/html.js";
import { onAnyEvent } from "../lib/live.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { told } from "../lib/station_words.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { Loaded } from "./states.js";
import { Moment } from "./text.js";

const unread = signal(0);

function countUnread() {
  api.get("/me/notifications/count").then(
    (answer) => { unread.value = answer.unread ?? answer.count ?? 0; },
    () => null,
  );
}

export function Bell() {
  useEffect(() => {
    countUnread();
    return onAnyEvent((event, payload) => {
      if (event !== "notification") return;
      unread.value += 1;
      const link = linkOf(payload);
      say(told(payload.title) || "Something happened", link ? { action: { label: t("Show"), run: () => navigate(link) } } : {});
    });
  }, []);
  const n = unread.value;
  const face = html`<${Icon} name="bell" />${n > 0 && html`<span class="badge">${n > 99 ? "99+" : n}</span>`}`;
  return html`<${Menu} label=${n ? t`${n} unread notifications` : t("Notifications")} class="button quiet icon-only" align="end" face=${face}>
    ${(close) => html`<${NotificationList} close=${close} />`}
  <//>`;
}

/** @param {any} item */
function linkOf(item) {
  const href = item.href || item.link || item.url || item.data?.href;
  return typeof href === "string" && href.startsWith("/") && !href.startsWith("/api/") ? href : null;
}

/** @param {{close: () => void}} props */
function NotificationList({ close }) {
  const list = useGet("/me/notifications", { limit: 30 });
  const readAll = async () => {
    await api.post("/me/notifications/read-all").catch(sayError);
    countUnread();
    list.reload();
  };
  const open = async (item) => {
    close();
    if (!item.read_at) api.post(`/me/notifications/${item.id}/read`).then(countUnread, () => null);
    const link = linkOf(item);
    if (link) navigate(link);
  };
  return html`<div style=${{ width: "min(340px, 88vw)" }}>
    <div class="row spread" style=${{ padding: "4px 4px 4px 8px" }}><strong>Notifications</strong>
      ${unread.value > 0 && html`<${Button} small tone="quiet" onClick=${readAll}>Mark all read<//>`}</div>
    <div style=${{ maxHeight: "50dvh", overflow: "auto" }}>
      <${Loaded} of=${list} rows=${3}>
        ${(page) => page.results.length
          ? page.results.map((item) => html`<${NotificationItem} key=${item.id} ...${{ item, open }} />`)
          : html`<p class="soft" style=${{ padding: "8px 8px 16px" }}>Nothing yet. Finished and failed jobs and invitations are told here.</p>`}
      <//>
    </div>
  </div>`;
}

/** @param {{item: any, open: (item: any) => void}} props */
function NotificationItem({ item, open }) {
  return html`<button type="button" class="menu-item" style=${{ alignItems: "flex-start", padding: "8px" }} onClick=${() => open(item)}>
    <${Icon} name=${item.read_at ? "check" : "circle-alert"} label=${item.read_at ? t("read") : t("unread")} />
    <span class="grow" style=${{ whiteSpace: "normal" }}>
      <span style=${{ fontWeight: item.read_at ? 400 : 600 }}>${item.title}</span>
      ${(item.body || item.text) && html`<br /><span class="soft">${item.body || item.text}</span>`}
      <br /><span class="faint small-text"><${Moment} value=${item.created_at} relative /></span>
    </span>
  </button>`;
}
