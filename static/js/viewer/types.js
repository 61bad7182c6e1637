// @ts-check
/**
 * The shapes the viewer's modules hand to one another. Times are seconds from the start of the file, frequencies
 * hertz, lengths on the screen CSS pixels.
 *
 * @typedef {{t0: number, t1: number, f0: number, f1: number}} View the window shown
 * @typedef {{duration: number, nyquist: number, minSpan: number, minBand: number}} Limits
 * @typedef {{x: number, y: number, width: number, height: number}} Plot
 *
 * @typedef {Object} Segment one interval of the file
 * @property {string} id
 * @property {number} onset_s
 * @property {number} offset_s
 * @property {number | null} low_hz null reaches to 0
 * @property {number | null} high_hz null reaches to half the rate
 * @property {string} [label]
 * @property {"person" | "model"} [source] who said so; a model's boxes are dashed
 * @property {number | null} [confidence] 0 to 1
 * @property {boolean} [is_rejected] a person says that this is no call; drawn faint, with a line through
 *
 * @typedef {Object} GridInfo what `GET /recordings/{id}/spectrogram` answers
 * @property {number} sr_hz
 * @property {number} n_samples
 * @property {number} duration_s
 * @property {number} n_fft
 * @property {number} hop
 * @property {number} n_bins
 * @property {number} tile_columns
 * @property {{level: number, n_columns: number, n_tiles: number}[]} levels
 * @property {string} [tile_url_template]
 *
 * @typedef {{n_fft: number, hop: number, channel: number, file?: string}} GridWish `file` where a source has several
 * @typedef {{from_s: number, to_s: number, mode: "expand" | "stretch" | "native", factor: number,
 *   low_hz: number | null, high_hz: number | null, channel: number, file?: string}} AudioWish
 *
 * @typedef {Object} Target one window on one of a source's files
 * @property {string} file
 * @property {number} channel
 * @property {string} label for people who do not see it
 * @property {(limits: Limits) => View} window what to show, once the file's limits are known
 * @property {Segment[]} segments
 * @property {string} chosen id of the segment it is about
 *
 * @typedef {Object} Source where everything comes from; every call takes an AbortSignal
 * @property {(wish: GridWish, signal: AbortSignal) => Promise<GridInfo>} grid
 * @property {(grid: GridInfo, level: number, index: number, signal: AbortSignal) =>
 *   Promise<{data: Uint8Array, isFinal: boolean}>} tile columns × n_bins bytes, time first
 * @property {(wish: {from_s: number, to_s: number, width: number, channel: number}, signal: AbortSignal) =>
 *   Promise<{pairs: Float32Array, isFinal: boolean}>} waveform lowest and highest sample of each pixel
 * @property {(wish: AudioWish, signal: AbortSignal) => Promise<ArrayBuffer>} audio a WAV file
 *
 * @typedef {Object} Rung one resolution of the ladder, from finest to coarsest
 * @property {string} key
 * @property {number} hop
 * @property {number} level
 * @property {number} span samples beneath one column
 * @property {number} nColumns
 * @property {number} nTiles
 * @property {number} tileColumns
 * @property {number} tileSeconds
 * @property {number} nBins
 * @property {GridWish} wish
 *
 * @typedef {Object} Tile
 * @property {string} key
 * @property {Rung} rung
 * @property {number} index
 * @property {number} nColumns
 * @property {number} nBins
 * @property {Uint8Array} data
 * @property {boolean} isFinal
 *
 * @typedef {Object} Quad one tile, or part of it, on the screen
 * @property {Tile} tile
 * @property {Tile | undefined} next its neighbour to the right, for a seamless blend
 * @property {number} x0
 * @property {number} x1
 * @property {number} c0 column at x0, within the tile
 * @property {number} c1
 *
 * @typedef {Object} Display how levels become colours
 * @property {number} gain_db
 * @property {number} floor_db level shown as black
 * @property {number} contrast 1 spans 70 dB, 2 spans 35
 * @property {number} gamma
 * @property {number} whitening 0 to 1: how much of each frequency's own background is taken away
 * @property {string} colormap
 *
 * @typedef {{op: "add", segment: Segment} | {op: "update", id: string, changes: Partial<Segment>}
 *   | {op: "delete", id: string} | {op: "split", id: string, at_s: number, right: Segment}
 *   | {op: "merge", ids: string[], changes: Partial<Segment>}} Operation
 *
 * @typedef {Object} Options
 * @property {string} [label] name of the recording, for people who do not see it
 * @property {boolean} [isEditable]
 * @property {boolean} [mayAdd] whether calls may be added, split, merged and deleted, or only the chosen one reshaped
 * @property {boolean} [hasKeys] false leaves every key to the page
 * @property {string} [help] what is read out about the keys
 * @property {boolean} [hasMeasures] whether what is chosen is measured
 * @property {boolean} [isLean] asks only for tiles that are shown, for sources of many files
 * @property {"choice" | "window"} [hears] what is played: the chosen call, or all that is seen
 * @property {string} [file] the first of a source's files
 * @property {boolean} [hasOverview]
 * @property {boolean} [hasWaveform]
 * @property {boolean} [hasPanel]
 * @property {boolean} [hasControls]
 * @property {"auto" | "webgl2" | "canvas2d"} [renderer] auto takes WebGL2 where a graphics card does the work
 * @property {number} [nChannels]
 * @property {number} [channel]
 * @property {number} [n_fft]
 * @property {number} [hop]
 * @property {{startMs: number, utcOffsetMin: number} | null} [clock] when the recording began
 * @property {View} [view]
 * @property {Partial<Display>} [display] without `floor_db` it suits itself to the sound
 * @property {Partial<import("./player.js").Listening>} [listening]
 * @property {(patch: Record<string, any>) => void} [onPreferences] colour map, listening, to be remembered
 * @property {(edit: {operations: Record<string, any>[], version: string | null}) =>
 *   Promise<{version: string | null, ids?: Record<string, string>}>} [save] stores edits; without it they are only told
 */
export {};
