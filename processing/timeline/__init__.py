"""One clock for everything: bins of a span, the sun over it, how two tracks go together, and groups of a track."""
