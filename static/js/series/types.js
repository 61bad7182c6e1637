// @ts-check
/** The shapes the charts of time series speak of. */

/**
 * A column in few points; null breaks the line.
 * @typedef {{index: number, name: string, unit: string, time: number[], value: (number | null)[], is_exact: boolean}} Line
 */

/**
 * How a line is drawn. `colour` is a token such as "--series-1"; `scale` groups lines on one axis.
 * @typedef {Line & {id: string, colour: string, scale: string, dashed?: boolean, thin?: boolean, fillsTo?: string}} DrawnLine
 */

/** A value that a step changes. @typedef {{time: number, before: number | null, after: number | null}} Mark */

/** A stretch of time in milliseconds since 1970. @typedef {[number, number]} View */

export {};
