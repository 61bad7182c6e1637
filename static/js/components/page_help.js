// @ts-check
/** What a page is for, where a newcomer would stop: folded away, one press from open. */

import { html, useState } from "../lib/html.js";
import { place } from "../lib/router.js";
import { Icon } from "./icon.js";
import { Later } from "./later.js";

/** Patterns of addresses of pages that `page_help_texts.js` tells of. */
const TOLD = new Set([
  "/projects", "/recordings", "/recordings/:id", "/uploads", "/calls", "/results", "/batches", "/similar",
  "/clusterings", "/classifiers", "/classifiers/:id", "/repertoires", "/identify", "/collection", "/tree",
  "/checklists", "/telemetry", "/telemetry/channels", "/telemetry/detectors", "/telemetry/announcements",
  "/datasets", "/alignments", "/clouds", "/series-recipes", "/jobs", "/group",
]);

/** Nothing where a page explains itself. */
export function PageHelp() {
  const [isOpen, setOpen] = useState(false);
  const pattern = place.value.route?.pattern || "";
  if (!TOLD.has(pattern)) return null;
  return html`<details class="page-help" onToggle=${(event) => setOpen(event.currentTarget.open)}>
    <summary><${Icon} name="info" />What is this?</summary>
    ${isOpen && html`<${Later} name="help" load=${() => import("./page_help_texts.js")}>${({ TEXTS }) => TEXTS[pattern]()}<//>`}</details>`;
}
