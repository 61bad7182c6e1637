// @ts-check
/** The viewer alone, over the harness's server. What the test looks at is on `window`. */

import { createViewer } from "/static/js/viewer/index.js";
import { createHttpSource } from "/static/js/viewer/http_source.js";

const query = new URLSearchParams(location.search);
if (query.has("dark")) document.documentElement.dataset.theme = "dark";
const log = { saved: [], preferences: [], events: [], fail: 0 };

const source = createHttpSource("sample", async (path, given, signal) => {
  const url = new URL(path.startsWith("/api/") ? path : `/api/v1${path}`, location.href);
  for (const [name, value] of Object.entries(given)) url.searchParams.set(name, String(value));
  const response = await fetch(url, { signal });
  if (!response.ok) throw Object.assign(new Error(`${response.status}`), { status: response.status });
  return response;
});

let version = 1;
async function save(edit) {
  if (log.fail) throw Object.assign(new Error("refused"), { status: log.fail });
  log.saved.push(edit);
  version += 1;
  const refs = edit.operations.filter((op) => op.ref).map((op) => [op.ref, `${version}${op.ref.length}`]);
  return { version: String(version), ids: Object.fromEntries(refs) };
}

const viewer = await createViewer(/** @type {HTMLElement} */ (document.getElementById("host")), {
  source,
  options: {
    label: "sample",
    isEditable: !query.has("read"),
    renderer: /** @type {"auto"} */ (query.get("renderer") || "auto"),
    clock: { startMs: Date.UTC(2024, 5, 1, 20, 15, 0), utcOffsetMin: 120 },
    nChannels: Number(query.get("channels") || 1),
    display: query.has("exposed") ? { floor_db: -90 } : undefined,
    onPreferences: (patch) => log.preferences.push(patch),
    save,
  },
});
viewer.setSegments(await (await fetch("/segments.json")).json(), { version: "1" });
for (const event of ["select", "measure", "save", "error", "play", "conflict"]) {
  viewer.on(event, (detail) => log.events.push([event, detail]));
}
Object.assign(window, { viewer, log });
