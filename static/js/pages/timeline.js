// @ts-check
/** Everything of a place on one clock. Without a place: the saved timelines, and the projects to begin with. */

import { loadStyle } from "../lib/assets.js";
import { html } from "../lib/html.js";
import { place } from "../lib/router.js";
import { TimelineDesk } from "../timeline/desk.js";
import { TimelineShelf } from "../timeline/shelf.js";

loadStyle("/static/css/timeline.css");

export default function Timeline() {
  const { saved, project } = place.value.query;
  if (!saved && !project) return html`<${TimelineShelf} />`;
  return html`<${TimelineDesk} key=${`${saved || ""} ${project || ""}`} />`;
}
