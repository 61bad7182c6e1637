// @ts-check
/** One dashboard: its tiles live, and putting them in order. */

import { Button } from "../components/button.js";
import { askFirst } from "../components/dialog.js";
import { LoadedPage, Page } from "../components/page.js";
import { Empty } from "../components/states.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { loadStyle } from "../lib/assets.js";
import { html, useMemo, useState } from "../lib/html.js";
import { useGet, useResource } from "../lib/resource.js";
import { navigate, place, setQuery } from "../lib/router.js";
import { user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { useNewest } from "../telemetry/live_values.js";
import { BoardPanel } from "../telemetry/panels.js";
import { PanelForm } from "../telemetry/panel_form.js";

loadStyle("/static/css/telemetry.css");

const TRAIL = [{ label: "Dashboards", href: "/telemetry/dashboards" }];

export default function DashboardPage() {
  const { id } = place.value.params;
  const found = useResource(`dashboard ${id}`, (signal) => getTagged(`/telemetry/dashboards/${id}`, { signal }));
  return html`<${LoadedPage} of=${found} title="Dashboard" trail=${TRAIL} what="This dashboard could not be loaded">${({ data, etag }) => html`<${Shown} key=${data.id} board=${data} etag=${etag} />`}<//>`;
}

/** @param {any} props */
function Shown({ board: given, etag: givenTag }) {
  const [board, setBoard] = useState(given);
  const [etag, setEtag] = useState(givenTag);
  const [form, setForm] = useState(/** @type {{at: number, panel: any} | null} */ (null));
  const isMine = board.owner_id === user.value?.id;
  const editing = isMine && place.value.query.edit === "1";
  const ids = useMemo(() => [...new Set(board.panels.flatMap((panel) => panel.channel_ids))], [board.panels]);
  const channels = useGet(ids.length ? "/telemetry/channels" : null, { ids: ids.join(","), limit: 500 });
  const byId = useMemo(() => new Map((channels.data?.results || []).map((row) => [row.id, row])), [channels.data]);
  const newest = useNewest(ids);
  const save = async (patch) => {
    try {
      const saved = await writeTagged("PATCH", `/telemetry/dashboards/${board.id}`, patch, etag);
      setBoard(saved.data);
      setEtag(saved.etag);
    } catch (error) {
      sayError(error, "The dashboard was not saved");
      throw error;
    }
  };
  const put = (panels) => save({ panels }).catch(() => null);
  const change = (at, patch) => put(board.panels.map((panel, i) => (i === at ? { ...panel, ...patch } : panel)));
  const addPanel = () => {
    const below = Math.max(0, ...board.panels.map((panel) => panel.y + panel.h));
    setForm({ at: board.panels.length, panel: { kind: "chart", x: 0, y: below, w: 6, h: 4, title: "", text: "", channel_ids: [], span_s: 3600 } });
  };
  const savePanel = async (panel) => {
    const at = form?.at ?? 0;
    const panels = [...board.panels];
    panels[at] = panel;
    await save({ panels });
  };
  const remove = async () => {
    if (!(await askFirst({ title: t`Delete ${board.name}?`, text: "Its channels and readings stay.", action: "Delete", tone: "danger" }))) return;
    api.delete(`/telemetry/dashboards/${board.id}`).then(() => navigate("/telemetry/dashboards"), (error) => sayError(error, "It was not deleted"));
  };
  const copy = async () => {
    const made = await api.post("/telemetry/dashboards", { group_id: board.group_id, name: `${board.name} (copy)`, panels: board.panels });
    navigate(`/telemetry/dashboards/${made.id}?edit=1`);
  };
  const share = () => save({ is_shared: !board.is_shared }).then(() => say(board.is_shared ? "Only you see it now" : "The group sees it now"), () => null);
  const actions = html`
    ${editing && html`<${Button} tone="primary" icon="plus" onClick=${addPanel}>Add a tile<//>`}
    ${isMine ? html`<${Button} icon=${editing ? "check" : "pencil"} onClick=${() => setQuery({ edit: editing ? null : 1 })}>${editing ? t("Done") : t("Change")}<//>
      <${Button} icon="users" onClick=${share} aria-pressed=${String(board.is_shared)}>${board.is_shared ? t("Shared") : t("Share")}<//>` : html`<${Button} icon="copy" onClick=${copy}>Make a copy of my own<//>`}
    ${editing && html`<${Button} icon="trash-2" tone="danger" onClick=${remove}>Delete<//>`}`;
  const empty = html`<${Empty} icon="layout-grid" title="An empty grid" action=${isMine && html`<${Button} tone="primary" icon="plus" onClick=${() => { setQuery({ edit: 1 }); addPanel(); }}>Add a tile<//>`}>Charts, values and labels stand on a grid of twelve columns.<//>`;
  return html`<${Page} title=${board.name} trail=${TRAIL} lede=${isMine ? "" : t`by ${board.owner_name}`} actions=${actions}>
    ${!board.panels.length ? empty : html`<div class=${editing ? "board is-edited" : "board"}>${board.panels.map((panel, at) => html`<${BoardPanel} key=${at} panel=${panel} channels=${panel.channel_ids.map((one) => byId.get(one)).filter(Boolean)} newest=${newest}
      editing=${editing} onEdit=${() => setForm({ at, panel })} onChange=${(patch) => change(at, patch)} onRemove=${() => put(board.panels.filter((_, i) => i !== at))} />`)}</div>`}
    ${form && html`<${PanelForm} panel=${form.panel} known=${byId} onClose=${() => setForm(null)} save=${savePanel} />`}
  <//>`;
}
