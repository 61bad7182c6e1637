"""What the timeline does."""
