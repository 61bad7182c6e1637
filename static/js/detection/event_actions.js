// @ts-check
/** What people do with an event: acknowledge, shelve, take back. */

import { Button } from "../components/button.js";
import { Menu } from "../components/menu.js";
import { Icon } from "../components/icon.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useKeys } from "../lib/keys.js";
import { may } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const SHELVES = [[30, t("30 minutes")], [240, t("4 hours")], [1440, t("a day")], [10_080, t("a week")]];

/** @param {{event: any, onChange: (event: any) => void}} props */
export function EventActions({ event, onChange }) {
  const act = async (work, told) => {
    try {
      onChange(await work());
      say(told);
    } catch (error) {
      sayError(error, "Not changed");
    }
  };
  const path = `/telemetry/events/${event.id}`;
  const acknowledge = () => act(() => api.post(`${path}/acknowledge`), t("Acknowledged"));
  const takeBack = () => act(() => api.delete(`${path}/acknowledge`), t("Taken back"));
  const shelve = (minutes) => act(() => api.post(`${path}/shelve`, { minutes }), minutes ? t("Shelved") : t("Taken from the shelf"));
  const isShelved = event.shelved_until && new Date(event.shelved_until) > new Date();
  useKeys("Event", may("annotator") && !event.acknowledged_at ? { a: ["Acknowledge", acknowledge] } : {}, [event.acknowledged_at]);
  if (!may("annotator")) return null;
  return html`
    ${event.severity !== "info" && !event.acknowledged_at && (isShelved
      ? html`<${Button} icon="undo-2" onClick=${() => shelve(0)}>Take from the shelf<//>`
      : html`<${Menu} label="Shelve" face=${html`<${Icon} name="clock" /><span>Shelve</span>`}>
          ${(close) => SHELVES.map(([minutes, label]) => html`<button type="button" class="menu-item" key=${label} onClick=${() => { close(); shelve(minutes); }}>for ${label}</button>`)}<//>`)}
    ${event.acknowledged_at
      ? html`<${Button} icon="undo-2" onClick=${takeBack}>Not seen after all<//>`
      : html`<${Button} tone="primary" icon="check" onClick=${acknowledge} title="Acknowledge (a)">Acknowledge<//>`}`;
}
