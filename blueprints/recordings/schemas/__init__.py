"""What requests and jobs of the recordings area look like."""
