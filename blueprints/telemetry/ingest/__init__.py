"""The ingest process: from what was received to what is stored."""
