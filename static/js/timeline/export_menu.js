// @ts-check
/** The timeline as PNG, SVG or CSV. */

import { Icon } from "../components/icon.js";
import { Menu, MenuItem } from "../components/menu.js";
import { download, saveBlob } from "../lib/api.js";
import { html } from "../lib/html.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";
import { asPng, asSvg } from "./save_picture.js";
import { specsText } from "./spec.js";
import { iso } from "./use_view.js";

/** A title as a file's name. @param {string} title */
const fileName = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "timeline";

/** @param {{view: import("./types.js").View, span: import("./types.js").Span, title: string, where?: any, specs?: import("./types.js").Spec[]}} props without `where` there is no table */
export function TimelineExport({ view, span, title, where, specs = [] }) {
  const name = fileName(title);
  const svg = () => saveBlob(new Blob([asSvg(view, span, title)], { type: "image/svg+xml" }), `${name}.svg`);
  const png = async () => {
    const blob = await asPng(view, span, title);
    if (blob) saveBlob(blob, `${name}.png`);
    else say("This browser cannot make the picture");
  };
  const csv = () => download("/timeline/export", `${name}.csv`, { query: { ...where, tracks: specsText(specs), start: iso(span[0]), end: iso(span[1]), step_s: view.step_s } }).catch((error) => sayError(error, "Not written"));
  const item = (label, hint, act, close) => html`<${MenuItem} icon="download" trail=${hint} onClick=${() => { close(); act(); }}>${label}<//>`;
  return html`<${Menu} label="Download the timeline" align="end" face=${html`<${Icon} name="download" /><span>Download</span>`}>
    ${(close) => html`${item("PNG", t("picture"), png, close)}${item("SVG", t("drawing"), svg, close)}${where && item("CSV", t("one row a bin"), csv, close)}`}
  <//>`;
}
