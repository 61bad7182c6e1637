// @ts-check
/** Everything of a place on one clock. Without a place: the saved timelines, and the projects to begin with. */

import { Later } from "../components/later.js";
import { loadStyle } from "../lib/assets.js";
import { html } from "../lib/html.js";
import { place } from "../lib/router.js";

loadStyle("/static/css/timeline.css");

const isOfPlace = () => Boolean(place.value.query.saved || place.value.query.project);

// What the address asks for is on its way before the page is drawn.
(isOfPlace() ? import("../timeline/desk.js") : import("../timeline/shelf.js")).catch(() => undefined);

export default function Timeline() {
  const { saved, project } = place.value.query;
  if (!isOfPlace()) return html`<${Later} name="shelf" load=${() => import("../timeline/shelf.js")}>${({ TimelineShelf }) => html`<${TimelineShelf} />`}<//>`;
  return html`<${Later} name="desk" load=${() => import("../timeline/desk.js")}>${({ TimelineDesk }) => html`<${TimelineDesk} key=${`${saved || ""} ${project || ""}`} />`}<//>`;
}
