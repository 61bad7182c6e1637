// @ts-check
/** The four fields of a new account. */

import { html } from "../lib/html.js";
import { TextField } from "./form.js";

/** @param {{form: any}} props */
export function AccountFields({ form }) {
  return html`
    <${TextField} label="Email" type="email" autocomplete="email" required ...${form.field("email")} />
    <${TextField} label="User name" autocomplete="username" required hint="Letters, digits, dots and dashes" ...${form.field("username")} />
    <${TextField} label="Name as others see it" optional autocomplete="name" ...${form.field("display_name")} />
    <${TextField} label="Password" type="password" autocomplete="new-password" required minlength="10"
      hint="At least 10 characters; not one that many people use" ...${form.field("password")} />`;
}
