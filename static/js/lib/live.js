// @ts-check
/** The live channel: one connection, rooms that survive a reconnect, events in order, frames of many small ones. */

import { io } from "socket.io-client";

import { signal } from "./html.js";
import { onToken, validToken } from "./token.js";

/**
 * @typedef {{room?: string, seq?: number, at?: string, [name: string]: any}} Payload
 * @typedef {{events: Record<string, (payload: Payload) => void>, refresh?: (state?: any) => void}} Listener
 * @typedef {{seq: number, listeners: Set<Listener>}} Room
 */

const EVENTS = [
  "job.progress",
  "job.state",
  "upload.progress",
  "upload.state",
  "notification",
  "recording.changed",
  "segmentation.changed",
  "batch.progress",
  "batch.changed",
  "batch.learned",
  "task.changed",
  "dataset.changed",
  "dataset-import.changed",
];

/** "off" before sign-in, then "connecting", "on", and "lost" while it tries again. */
export const liveState = signal("off");

/** @type {Map<string, Room>} */
const rooms = new Map();
/** @type {Set<(event: string, payload: Payload) => void>} */
const everywhere = new Set();
/** @type {any} the library's types leave out what its emitter has */
let socket = null;

/** Connects with the session's token; called once, after sign-in. */
export function startLive() {
  if (socket) return;
  liveState.value = "connecting";
  socket = io({
    auth: (give) => validToken().then((token) => give({ token }), () => give({ token: "" })),
    reconnectionDelayMax: 10_000,
  });
  socket.on("connect", onConnect);
  socket.on("disconnect", (reason) => {
    liveState.value = "lost";
    if (reason === "io server disconnect") setTimeout(() => socket?.connect(), 1500);
  });
  socket.on("connect_error", () => {
    liveState.value = "lost";
    if (!socket?.active) setTimeout(() => socket?.connect(), 5000);
  });
  for (const event of EVENTS) socket.on(event, (payload) => deliver(event, payload));
  socket.on("frame", ({ at, parts }) => parts.forEach((part) => deliver(part.event, { ...part, at })));
}

/** Ends the connection at sign-out; rooms are forgotten. */
export function stopLive() {
  socket?.disconnect();
  socket = null;
  rooms.clear();
  liveState.value = "off";
}

onToken((token) => {
  if (socket?.connected && token) socket.emit("auth", { token });
});

function onConnect() {
  liveState.value = "on";
  for (const name of rooms.keys()) askToJoin(name);
}

/** @param {string} name */
function askToJoin(name) {
  socket?.emit("join", { room: name }, (answer) => {
    const room = rooms.get(name);
    if (!room || !answer?.ok) return;
    room.seq = Math.max(room.seq, answer.seq || 0);
    room.listeners.forEach((listener) => listener.refresh?.(answer.state));
  });
}

/**
 * Listens to a room until the returned function is called.
 * `refresh` is called with the room's state after each (re)join, and without one when numbers were
 * missed: whoever needs every step then asks the API.
 * @param {string} name e.g. "job:0192…"
 * @param {Listener["events"]} events
 * @param {Listener["refresh"]} [refresh]
 */
export function join(name, events, refresh) {
  const listener = { events, refresh };
  const known = rooms.get(name);
  const room = known || { seq: 0, listeners: new Set() };
  room.listeners.add(listener);
  rooms.set(name, room);
  if (!known && socket?.connected) askToJoin(name);
  return () => {
    room.listeners.delete(listener);
    if (room.listeners.size || rooms.get(name) !== room) return;
    rooms.delete(name);
    if (socket?.connected) socket.emit("leave", { room: name });
  };
}

/** Hears every event of every room, for lists that span rooms. @param {(event: string, payload: Payload) => void} listener */
export function onAnyEvent(listener) {
  everywhere.add(listener);
  return () => everywhere.delete(listener);
}

/** @param {string} event @param {Payload} payload */
function deliver(event, payload) {
  const room = payload.room ? rooms.get(payload.room) : undefined;
  if (room && payload.seq) {
    if (payload.seq <= room.seq) return;
    const missed = room.seq > 0 && payload.seq > room.seq + (payload.n || 1);
    room.seq = payload.seq;
    if (missed) room.listeners.forEach((listener) => listener.refresh?.());
  }
  room?.listeners.forEach((listener) => listener.events[event]?.(payload));
  everywhere.forEach((listener) => listener(event, payload));
}
