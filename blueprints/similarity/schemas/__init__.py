"""What requests, answers and jobs of the similarity area look like."""
