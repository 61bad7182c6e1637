// @ts-check
/** Who is signed in, which group they work in, how the page looks. */

import { html } from "../lib/html.js";
import { navigate } from "../lib/router.js";
import { activeGroup, groups, leave, savePreferences, switchGroup, themeChoice, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { LANGUAGES, language, t } from "../lib/words.js";
import { Menu, MenuItem } from "./menu.js";
import { helpOpen } from "./key_help.js";

const THEMES = [
  { value: "system", label: "As the device", icon: "monitor" },
  { value: "light", label: "Paper", icon: "sun" },
  { value: "dark", label: "Night", icon: "moon" },
];

/** @param {any} member */
function initials(member) {
  const words = String(member?.display_name || member?.username || "?").trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

export function UserMenu() {
  const member = user.value;
  const face = html`<span class="avatar" aria-hidden="true">${initials(member)}</span>`;
  const change = async (group) => {
    try {
      await switchGroup(group.id);
      navigate("/");
      say(t`Working in ${group.name}`);
    } catch (error) {
      sayError(error, "The group was not changed");
    }
  };
  return html`<${Menu} label=${t`${initials(member)}, your menu`} title=${member?.display_name || member?.username} class="button quiet icon-only" align="end" face=${face}>
    ${(close) => html`
      <p class="menu-title">${member?.email}</p>
      <${MenuItem} icon="user" href="/profile" onClick=${close}>Profile and preferences<//>
      <${MenuItem} icon="keyboard" trail="?" onClick=${() => { close(); helpOpen.value = true; }}>Keys of this page<//>
      <hr />
      <p class="menu-title">Group</p>
      ${groups.value.map((group) => html`<${MenuItem} key=${group.id} icon=${group.id === activeGroup.value?.id ? "check" : "users"}
        onClick=${() => { close(); change(group); }}>${group.name}<//>`)}
      <hr />
      <p class="menu-title">Look</p>
      ${THEMES.map(({ value, label, icon }) => html`<${MenuItem} key=${value} icon=${icon} trail=${themeChoice.value === value ? t("on") : ""}
        onClick=${() => savePreferences({ theme: value }).catch(sayError)}>${t(label)}<//>`)}
      <hr />
      <p class="menu-title">Language</p>
      ${LANGUAGES.map(({ value, label }) => html`<${MenuItem} key=${value} icon="languages" lang=${value} trail=${value === language ? t("on") : ""}
        onClick=${() => savePreferences({ locale: value }).catch(sayError)}>${label}<//>`)}
      <hr />
      <${MenuItem} icon="log-out" onClick=${() => { close(); leave().then(() => navigate("/sign-in")); }}>Sign out<//>`}
  <//>`;
}
