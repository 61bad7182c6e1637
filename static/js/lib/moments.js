// @ts-check
/** Days chosen in a filter, as the moments the API takes. */

import { ownZone } from "./format.js";
import { findIn, sites } from "./names.js";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** "from" and "to" given as days become moments in the zone of the chosen site, else the reader's; "to" includes its day. @param {Record<string, any>} query */
export function asMoments(query) {
  const zone = findIn(sites, query.site_id)?.time_zone || ownZone;
  const shifted = (text, days) => {
    if (!DAY.test(text || "")) return text;
    const day = new Date(`${text}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return midnight(day.getTime(), zone).toISOString();
  };
  return { ...query, from: shifted(query.from, 0), to: shifted(query.to, 1) };
}

/** When a day begins in a zone. @param {number} utc the same midnight in UTC, in ms @param {string} zone */
export function midnight(utc, zone) {
  // The offset is that of the moment itself: looked up twice, as a clock change may lie between the two.
  const first = utc - offsetAt(utc, zone);
  return new Date(utc - offsetAt(first, zone));
}

/** How far a zone's clock is ahead of UTC at a moment, in ms. @param {number} at @param {string} zone */
function offsetAt(at, zone) {
  const written = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  const part = Object.fromEntries(written.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(at / 1000) * 1000;
}
