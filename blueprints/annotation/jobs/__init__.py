"""What workers do for the annotation area."""
