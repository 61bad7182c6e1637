"""What people and the ingest process do with sources, channels and readings."""
