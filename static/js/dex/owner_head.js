// @ts-check
/** Whose collection it is, when it is not one's own. */

import { html } from "../lib/html.js";
import { useGet } from "../lib/resource.js";
import { t } from "../lib/words.js";

/** @param {{id: string}} props */
export function OwnerHead({ id }) {
  const person = useGet(`/people/${id}`);
  if (person.error) return html`Collection`;
  return html`${person.data ? t`${person.data.person.display_name}’s collection` : t("Collection")}`;
}
