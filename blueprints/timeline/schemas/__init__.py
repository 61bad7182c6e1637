"""What the timeline's routes take and give."""
