// @ts-check
/** The member's own page: name, preferences, password, where they are signed in. */

import { Button } from "../components/button.js";
import { CloseAccount } from "../components/close_account.js";
import { ConfirmEmail } from "../components/confirm_email.js";
import { CheckField, FormProblem, Segmented, SelectField, TextField, useForm } from "../components/form.js";
import { Page, Section } from "../components/page.js";
import { SecondFactor } from "../components/second_factor.js";
import { Loaded } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { Badges, OwnCode, Sightings } from "../dex/profile_parts.js";
import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { navigate } from "../lib/router.js";
import { leave, preferences, savePreferences, themeChoice, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { LANGUAGES, language, t } from "../lib/words.js";

const MAPS = ["viridis", "roseus", "magma", "inferno", "cividis", "grey"];
const SPEEDS = [1, 2, 4, 8, 10, 16, 20, 32];

export default function Profile() {
  return html`<${Page} title="Profile">
    <div><${Who} /><${Sightings} /><${Badges} /><${OwnCode} /><${Looks} /><${Password} /><${SecondFactor} /><${Sessions} /><${CloseAccount} /></div>
  <//>`;
}

function Who() {
  const form = useForm({ display_name: user.value.display_name, bio: user.value.bio || "" }, async (values) => {
    user.value = await api.patch("/me", { body: values });
    say("Saved");
  });
  return html`<${Section} title="You" why=${user.value.email}>
    <${ConfirmEmail} />
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <${TextField} label="Name as others see it" required autocomplete="name" ...${form.field("display_name")} />
      <${TextField} label="About you" multiline optional ...${form.field("bio")} />
      <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div>
    </form>
  <//>`;
}

function Looks() {
  const now = preferences.value;
  const save = (patch) => savePreferences(patch).catch((error) => sayError(error, "Not saved"));
  const speed = now.playback_speed ? Math.round(1 / now.playback_speed) : 10;
  return html`<${Section} title="Preferences" why="Kept with your account, saved as you choose.">
    <${Segmented} label="Theme" value=${themeChoice.value} onValue=${(theme) => save({ theme })} options=${[{ value: "system", label: "As the device" }, { value: "light", label: "Paper" }, { value: "dark", label: "Night" }]} />
    <div class="form"><div class="pair">
      <${SelectField} label="Spectrogram colours" value=${now.colormap || "viridis"} onValue=${(colormap) => save({ colormap })} options=${MAPS.map((name) => ({ value: name, label: name }))} />
      <${SelectField} label="Time expansion when listening" value=${String(speed)} onValue=${(factor) => save({ playback_speed: 1 / Number(factor) })} options=${SPEEDS.map((factor) => ({ value: String(factor), label: factor === 1 ? "as it was" : t`${factor} times slower` }))} />
    </div></div>
    <${SelectField} label="Language" value=${language} hint="Of the page; dates and numbers are written as there" onValue=${(locale) => save({ locale })} options=${LANGUAGES} />
    <${CheckField} label="Single-key shortcuts" hint="Keys such as j, k, x and g s; ? shows those of a page" value=${now.page?.single_keys !== false} onValue=${(single_keys) => save({ page: { ...now.page, single_keys } })} />
  <//>`;
}

function Password() {
  const form = useForm({ old_password: "", new_password: "" }, async (values) => {
    await api.patch("/me/password", { body: values });
    form.setValues({ old_password: "", new_password: "" });
    say("The password is changed");
  });
  return html`<${Section} title="Password" why="Other devices are signed out when it changes.">
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <input type="text" name="username" autocomplete="username" value=${user.value.username} hidden readonly aria-hidden="true" tabindex="-1" />
      <${TextField} label="Present password" type="password" autocomplete="current-password" required ...${form.field("old_password")} />
      <${TextField} label="New password" type="password" autocomplete="new-password" minlength="10" required hint="At least 10 characters; not one that many people use" ...${form.field("new_password")} />
      <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Change the password<//></div>
    </form>
  <//>`;
}

/** "Chromium on Linux" out of a user agent. @param {string} agent */
function deviceOf(agent) {
  const browser = /Edg|Firefox|Chrom|Safari/.exec(agent || "")?.[0];
  const system = /Windows|Android|iPhone|iPad|Mac OS|Linux/.exec(agent || "")?.[0];
  const names = { Edg: "Edge", Chrom: "Chrome" };
  return browser ? `${names[browser] || browser}${system ? t` on ${system}` : ""}` : agent || t("a script");
}

function Sessions() {
  const list = useGet("/me/sessions");
  const end = (one) => api.delete(`/me/sessions/${one.id}`).then(list.reload, (error) => sayError(error, "Not ended"));
  const endAll = () => leave({ everywhere: true }).then(() => navigate("/sign-in"));
  return html`<${Section} title="Signed in" why="Where this account is open." roomy>
    <${Loaded} of=${list} rows=${2}>${(page) => html`<ul class="panel rule-list">${page.results.map((one) => html`<li class="line-item" key=${one.id}>
      <span class="grow clip" title=${one.user_agent}>${deviceOf(one.user_agent)} <span class="faint mono">${one.address}</span></span>
      ${one.is_current ? html`<${Tag} tone="moss">this one<//>` : html`<span class="faint small-text nowrap"><${Moment} value=${one.last_used_at} relative /></span><${Button} small onClick=${() => end(one)}>End<//>`}
    </li>`)}</ul>`}<//>
    <div class="actions"><${Button} tone="danger" icon="log-out" onClick=${endAll}>Sign out everywhere<//></div>
  <//>`;
}
