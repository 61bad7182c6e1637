// @ts-check
/** The active group: name, members, roles, invitations. */

import { Button, IconButton } from "../components/button.js";
import { ConfirmEmail } from "../components/confirm_email.js";
import { askFirst } from "../components/dialog.js";
import { FormProblem, Select, TextField, useForm } from "../components/form.js";
import { InvitationsToMe } from "../components/invitations_to_me.js";
import { Page, Section } from "../components/page.js";
import { QuickForm } from "../components/quick_form.js";
import { Loaded } from "../components/states.js";
import { Moment, Tag } from "../components/text.js";
import { api, getTagged, writeTagged } from "../lib/api.js";
import { html, useState } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { activeGroup, may, reloadGroups, switchGroup, user } from "../lib/store.js";
import { say, sayError } from "../lib/toasts.js";
import { t } from "../lib/words.js";

const ROLES = [
  { value: "viewer", label: "Viewer" }, { value: "annotator", label: "Annotator" },
  { value: "editor", label: "Editor" }, { value: "admin", label: "Admin" },
];

export default function GroupPage() {
  const group = activeGroup.value;
  const [making, setMaking] = useState(false);
  if (!group) return null;
  const make = async (values) => {
    const made = await api.post("/groups", values);
    await reloadGroups();
    await switchGroup(made.id);
    say(t`Working in ${made.name}`);
  };
  return html`<${Page} title=${group.name} name="Group" lede="Viewers look, annotators label, editors add and change, admins look after members." trail=${[]} actions=${html`<${Button} icon="plus" onClick=${() => setMaking(true)}>New group<//>`}>
    <div key=${group.id}>
      ${!user.value?.is_email_verified && html`<div style=${{ marginBottom: "var(--s6)" }}><${ConfirmEmail} /></div>`}
      <${InvitationsToMe} key=${String(user.value?.is_email_verified)} />
      <${Members} id=${group.id} />
      ${may("admin") && html`<${Invitations} id=${group.id} />`}
      ${may("admin") && html`<${About} id=${group.id} />`}
    </div>
    ${making && html`<${QuickForm} title="New group" action="Make the group" save=${make} onClose=${() => setMaking(false)} initial=${{ name: "" }} fields=${[{ name: "name", label: "Name", required: true, autofocus: true }]} />`}
  <//>`;
}

/** @param {{id: string}} props */
function Members({ id }) {
  const members = useGet(`/groups/${id}/members`, { limit: 200 });
  const change = async (member, role) => {
    try {
      await api.patch(`/groups/${id}/members/${member.user.id}`, { body: { role } });
      say(t`${member.user.display_name} is ${role} now`);
      if (member.user.id === user.value?.id) await reloadGroups();
    } catch (error) {
      sayError(error, "Not changed");
    }
    members.reload();
  };
  const remove = async (member) => {
    const mine = member.user.id === user.value?.id;
    const text = mine ? t("You no longer see what the group has. An admin can invite you again.") : "They no longer see what the group has; what they made stays.";
    if (!(await askFirst({ title: mine ? "Leave the group" : t`Remove ${member.user.display_name}`, tone: "danger", action: mine ? "Leave" : "Remove", text }))) return;
    try {
      await api.delete(`/groups/${id}/members/${member.user.id}`);
      if (mine) await reloadGroups();
      else members.reload();
    } catch (error) {
      sayError(error, "Not removed");
    }
  };
  return html`<${Section} title="Members" why="Who sees and changes what this group has." roomy>
    <${Loaded} of=${members} rows=${3}>${(page) => html`<div class="panel table-scroll"><table class="plain-table"><thead><tr><th>Name</th><th>Role</th><th class="wide-only">Since</th><th><span class="sr-only">Actions</span></th></tr></thead>
      <tbody>${page.results.map((member) => html`<tr key=${member.user.id}>
        <th scope="row">${member.user.display_name} <span class="faint">${member.user.username}</span> ${member.user.id === user.value?.id && html`<${Tag}>you<//>`}</th>
        <td>${may("admin") ? html`<${Select} aria-label=${t`Role of ${member.user.display_name}`} options=${ROLES} value=${member.role} onValue=${(role) => change(member, role)} />` : member.role}</td>
        <td class="wide-only"><${Moment} value=${member.created_at} /></td>
        <td class="nowrap">${(may("admin") || member.user.id === user.value?.id) && html`<${IconButton} small icon=${member.user.id === user.value?.id ? "log-out" : "x"} label=${member.user.id === user.value?.id ? t("Leave the group") : t`Remove ${member.user.display_name}`} onClick=${() => remove(member)} />`}</td>
      </tr>`)}</tbody></table></div>`}<//>
  <//>`;
}

/** @param {{id: string}} props */
function Invitations({ id }) {
  const list = useGet(`/groups/${id}/invitations`, { limit: 100 });
  const form = useForm({ email: "", role: "annotator" }, async (values) => {
    await api.post(`/groups/${id}/invitations`, values);
    say(t`${values.email} is invited`);
    form.set({ email: "" });
    list.reload();
  });
  const withdraw = (one) => api.delete(`/groups/${id}/invitations/${one.id}`).then(list.reload, (error) => sayError(error, "Not withdrawn"));
  return html`<${Section} title="Invitations" why="They hold for 7 days." roomy>
    <form class="form" onSubmit=${form.onSubmit}>
      <${FormProblem} form=${form} />
      <div class="row start" style=${{ alignItems: "end" }}>
        <div style=${{ flex: "1 1 220px" }}><${TextField} label="Email" type="email" required ...${form.field("email")} /></div>
        <div class="field"><label class="label" for="invite-role">Role</label><${Select} id="invite-role" options=${ROLES} value=${form.values.role} onValue=${(role) => form.set({ role })} /></div>
        <${Button} type="submit" tone="primary" icon="user-plus" busy=${form.busy}>Invite<//>
      </div>
    </form>
    ${list.data?.results.length > 0 && html`<ul class="panel rule-list">${list.data.results.map((one) => html`<li class="line-item" key=${one.id}><span class="grow clip">${one.email}</span><${Tag}>${one.role}<//>
      <span class="faint small-text nowrap wide-only">until <${Moment} value=${one.expires_at} /></span><${IconButton} small icon="x" label=${t`Withdraw the invitation of ${one.email}`} onClick=${() => withdraw(one)} /></li>`)}</ul>`}
  <//>`;
}

/** @param {{id: string}} props */
function About({ id }) {
  const group = useGet(`/groups/${id}`);
  return html`<${Section} title="Name" why="How members know the group."><${Loaded} of=${group} rows=${2}>${(data) => html`<${AboutForm} data=${data} />`}<//><//>`;
}

/** @param {{data: any}} props */
function AboutForm({ data }) {
  const form = useForm({ name: data.name, description: data.description || "" }, async (values) => {
    const { etag } = await getTagged(`/groups/${data.id}`);
    await writeTagged("PATCH", `/groups/${data.id}`, values, etag);
    await reloadGroups();
    say("Saved");
  });
  return html`<form class="form" onSubmit=${form.onSubmit}><${FormProblem} form=${form} />
    <${TextField} label="Name" required ...${form.field("name")} /><${TextField} label=${t("About§what it is")} multiline optional ...${form.field("description")} />
    <div class="actions"><${Button} type="submit" tone="primary" busy=${form.busy}>Save<//></div></form>`;
}
