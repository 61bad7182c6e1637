"""What requests, answers and jobs of the telemetry area look like."""
