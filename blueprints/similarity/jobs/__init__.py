"""What workers do for the similarity area."""
