"""What workers do for the telemetry area."""
