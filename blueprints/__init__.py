"""One package per feature area."""
