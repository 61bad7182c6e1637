// @ts-check
/**
 * What the timeline's modules hand each other. Times are milliseconds since 1970 UTC.
 *
 * @typedef {{kind: string, key: string, measure: string}} Spec one track as the API names it
 * @typedef {{at: number, end: number | null, label: string, tone: string, id: string | null}} Mark
 * @typedef {{spec: Spec | null, heading: string, title: string, detail: string, unit: string,
 *   form: "bars" | "line" | "steps" | "marks" | "band", at: number[], value: (number | null)[],
 *   low: (number | null)[] | null, high: (number | null)[] | null, marks: Mark[], n: number,
 *   first: number | null, last: number | null, note: string, problem: string}} Series
 * @typedef {{sunset: number | null, dusk: number | null, dawn: number | null, sunrise: number | null}} Night
 * @typedef {{start: number, end: number, first: number | null, last: number | null, step_s: number, edges: number[],
 *   time_zone: string, place: any, nights: Night[], tracks: Series[]}} View an answer of `/timeline/view`
 * @typedef {[number, number]} Span from and to
 * @typedef {{rect: (x: number, y: number, w: number, h: number, fill: string, opacity?: number) => void,
 *   line: (points: ([number, number] | null)[], stroke: string, width: number, dash?: number[]) => void,
 *   area: (points: [number, number][], fill: string, opacity: number) => void,
 *   text: (x: number, y: number, words: string, fill: string, options?: {anchor?: "start" | "middle" | "end", bold?: boolean, halo?: string}) => void}} Pen
 * @typedef {{ink: string, soft: string, faint: string, line: string, night: string, paper: string, day: string, twilight: string, dark: string, moon: string, series: string[], brick: string, ochre: string}} Ink
 * @typedef {{x: number, y: number, width: number, height: number, span: Span}} Frame where a lane is drawn, and which time
 */

export {};
