"""What requests, answers and jobs of the annotation area look like."""
