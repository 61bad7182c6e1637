"""What requests and jobs of the calls area look like."""
