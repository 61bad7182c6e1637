"""What can be done with time series."""
