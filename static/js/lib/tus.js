// @ts-check
/** One resumable upload over tus 1.0.0: chunked, paused at will, carried on after a reload. */

import { ApiError, request } from "./api.js";

const VERSION = "1.0.0";
/** Large enough to be fast, small enough to lose little when a connection breaks. */
const CHUNK_BYTES = 10_000_000;
/** Waits before trying a chunk again, in ms; without a connection the last one is repeated until it is back. */
const BACKOFF_MS = [500, 1500, 4000, 10_000, 20_000];
const KEPT = "fieldstation.uploads";

/** @returns {Record<string, string>} where unfinished uploads continue, by fingerprint */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) || "{}");
  } catch {
    return {};
  }
}

/** @param {string} fingerprint @param {string | null} url */
function remember(fingerprint, url) {
  const all = kept();
  if (url) all[fingerprint] = url;
  else delete all[fingerprint];
  localStorage.setItem(KEPT, JSON.stringify(all));
}

/** @param {Record<string, string>} metadata */
function encodeMetadata(metadata) {
  return Object.entries(metadata)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${name} ${btoa(String.fromCharCode(...new TextEncoder().encode(String(value))))}`)
    .join(",");
}

/**
 * Sends a file; resolves with the upload's id when every byte has arrived.
 * @param {File} file
 * @param {{metadata: Record<string, string>, signal: AbortSignal, onOffset: (offset: number) => void,
 *   onStarted: (id: string) => void}} options
 */
export async function sendFile(file, { metadata, signal, onOffset, onStarted }) {
  const fingerprint = [file.name, file.size, file.lastModified, metadata.kind, metadata.project_id].join("|");
  let { url, offset } = await findOrCreate(file, fingerprint, metadata, signal);
  onStarted(idOf(url));
  onOffset(offset);
  while (offset < file.size) {
    offset = await sendChunk(file, url, offset, signal);
    onOffset(offset);
  }
  remember(fingerprint, null);
  return idOf(url);
}

/** Takes an upload back, on the server too. @param {string} id */
export async function discardUpload(id) {
  await request("DELETE", `/uploads/${id}`, { headers: { "Tus-Resumable": VERSION } });
  for (const [fingerprint, url] of Object.entries(kept())) if (idOf(url) === id) remember(fingerprint, null);
}

/** @param {string} url */
function idOf(url) {
  return url.split("/").pop() || "";
}

/** @param {File} file @param {string} fingerprint @param {Record<string, string>} metadata @param {AbortSignal} signal */
async function findOrCreate(file, fingerprint, metadata, signal) {
  const before = kept()[fingerprint];
  if (before) {
    try {
      return { url: before, offset: await askOffset(before, signal) };
    } catch (error) {
      if (!(error instanceof ApiError) || ![403, 404, 410].includes(error.status)) throw error;
      remember(fingerprint, null);
    }
  }
  const response = await request("POST", "/uploads", {
    headers: { "Tus-Resumable": VERSION, "Upload-Length": String(file.size), "Upload-Metadata": encodeMetadata(metadata) },
    signal,
  });
  const url = new URL(response.headers.get("Location") || "", location.href).pathname;
  if (file.size) remember(fingerprint, url);
  return { url, offset: 0 };
}

/** @param {string} url @param {AbortSignal} signal */
async function askOffset(url, signal) {
  const response = await request("HEAD", url, { headers: { "Tus-Resumable": VERSION }, signal });
  return Number(response.headers.get("Upload-Offset"));
}

/** @param {File} file @param {string} url @param {number} offset @param {AbortSignal} signal */
async function sendChunk(file, url, offset, signal) {
  let from = offset;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await request("PATCH", url, {
        headers: {
          "Tus-Resumable": VERSION,
          "Upload-Offset": String(from),
          "Content-Type": "application/offset+octet-stream",
        },
        body: file.slice(from, from + CHUNK_BYTES, "application/offset+octet-stream"),
        signal,
      });
      return Number(response.headers.get("Upload-Offset"));
    } catch (error) {
      const isLast = attempt >= BACKOFF_MS.length && error.status !== 0;
      if (signal.aborted || !worthRetrying(error) || isLast) throw error;
      await pause((error.retryAfterS || 0) * 1000 || BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)], signal);
      from = await askOffset(url, signal).catch(() => from);
    }
  }
}

/** @param {any} error */
function worthRetrying(error) {
  return error instanceof ApiError && (error.status === 0 || [409, 423, 429, 460].includes(error.status) || error.status >= 500) && error.status !== 507;
}

/** @param {number} ms @param {AbortSignal} signal */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("stopped", "AbortError"));
    }, { once: true });
  });
}
