"""What requests, answers and jobs of the dex area look like."""
