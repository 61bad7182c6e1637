// @ts-check
/** Days chosen in a filter, as the moments the API takes. */

const DAY = /^\d{4}-\d\d-\d\d$/;

/** "from" and "to" given as days become moments in the reader's zone; "to" includes its day. @param {Record<string, any>} query */
export function asMoments(query) {
  const shifted = (text, days) => {
    if (!DAY.test(text || "")) return text;
    const moment = new Date(`${text}T00:00:00`);
    moment.setDate(moment.getDate() + days);
    return moment.toISOString();
  };
  return { ...query, from: shifted(query.from, 0), to: shifted(query.to, 1) };
}
