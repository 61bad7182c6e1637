"""What requests about forecasts say and what answers look like."""
