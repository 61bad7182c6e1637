"""Names of living things: read from text, matched with a checklist, read from the archives checklists come in."""
