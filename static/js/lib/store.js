// @ts-check
/** What the whole page knows: who is here, their groups, what they prefer. */

import { acceptTokens, forgetTokens, onToken, validToken, wasSignedIn } from "./token.js";
import { api } from "./api.js";
import { computed, effect, signal } from "./html.js";
import { forgetAnswers, setOwner } from "./kept_answers.js";
import { singleKeys } from "./keys.js";
import { startLive, stopLive } from "./live.js";
import { speak } from "./words.js";

const THEME = "fieldstation.theme";

/** Who was here last, so that the page opens without the station. */
const MEMBER = "fieldstation.member";

/** "unknown" until the first answer, then "visitor" or "member"; "unreachable" when there is none. */
export const sessionState = signal("unknown");
/** Whether the member is known from this device only: the station was not reached. */
export const isAway = signal(false);
/** @type {import("@preact/signals").Signal<any>} */
export const user = signal(null);
/** @type {import("@preact/signals").Signal<any[]>} */
export const groups = signal([]);

/** The group a member works in now. */
export const activeGroup = computed(() => {
  const wanted = user.value?.active_group_id;
  return groups.value.find((group) => group.id === wanted) || groups.value[0] || null;
});

const RANKS = ["viewer", "annotator", "editor", "admin"];

/** Whether the member may do what a role may, in the active group. @param {string} role */
export function may(role) {
  return RANKS.indexOf(activeGroup.value?.role) >= RANKS.indexOf(role);
}

export const preferences = computed(() => user.value?.preferences || {});

/** "light", "dark" or "system", as chosen. */
export const themeChoice = signal(localStorage.getItem(THEME) || "system");
const darkDevice = matchMedia("(prefers-color-scheme: dark)");
const deviceIsDark = signal(darkDevice.matches);
darkDevice.addEventListener("change", () => {
  deviceIsDark.value = darkDevice.matches;
});

/** "light" or "dark", as shown. */
export const theme = computed(() => {
  if (themeChoice.value === "light" || themeChoice.value === "dark") return themeChoice.value;
  return deviceIsDark.value ? "dark" : "light";
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(THEME, themeChoice.value);
});

effect(() => {
  singleKeys.value = preferences.value.page?.single_keys !== false;
});

onToken((token) => {
  if (!token && sessionState.value === "member") becomeVisitor();
});

/** Finds out who is here; asks the server only when this browser was signed in before. */
export async function openSession() {
  try {
    if (wasSignedIn() && (await validToken())) await loadMember();
    else becomeVisitor();
  } catch (error) {
    if (error.status === 401) becomeVisitor();
    else if (error.status !== 0 || !openAway()) sessionState.value = "unreachable";
  }
}

/** Opens the page for whoever was here last. @returns {boolean} whether anybody was */
function openAway() {
  const known = localStorage.getItem(MEMBER);
  if (!known) return false;
  isAway.value = true;
  becomeMember(JSON.parse(known));
  return true;
}

/** Finds out again who is here, after the page was opened without the station. */
export async function comeBack() {
  if (await validToken()) await loadMember();
}

/** @param {{access_token: string, expires_in: number}} answer of any sign-in route */
export async function enter(answer) {
  acceptTokens(answer);
  await loadMember();
}

async function loadMember() {
  const me = await api.get("/me");
  localStorage.setItem(MEMBER, JSON.stringify(me));
  isAway.value = false;
  becomeMember(me);
}

/** @param {any} me */
function becomeMember(me) {
  setOwner(me.id);
  user.value = me;
  groups.value = me.groups;
  if (me.preferences?.theme) themeChoice.value = me.preferences.theme;
  speak(me.preferences?.locale);
  sessionState.value = "member";
  startLive();
}

function becomeVisitor() {
  localStorage.removeItem(MEMBER);
  setOwner("");
  isAway.value = false;
  user.value = null;
  groups.value = [];
  sessionState.value = "visitor";
  stopLive();
}

/** Signs out here, or on every device. @param {{everywhere?: boolean}} [options] */
export async function leave({ everywhere = false } = {}) {
  await forgetAnswers(user.value?.id);
  await api.post(everywhere ? "/auth/logout-all" : "/auth/logout").catch(() => null);
  forgetTokens();
  becomeVisitor();
}

/** Saves preferences, shown at once. @param {Record<string, any>} patch */
export async function savePreferences(patch) {
  const wanted = { ...preferences.value, ...patch };
  user.value = { ...user.value, preferences: wanted };
  if (patch.theme) themeChoice.value = patch.theme;
  user.value = await api.patch("/me", { body: { preferences: patch } });
  if (patch.locale) speak(patch.locale);
}

/** @param {string} groupId */
export async function switchGroup(groupId) {
  user.value = { ...user.value, active_group_id: groupId };
  user.value = await api.patch("/me", { body: { active_group_id: groupId } });
}

/** After a group was made, renamed or left. */
export async function reloadGroups() {
  user.value = await api.get("/me");
  groups.value = user.value.groups;
}
