"""What requests and answers about time series look like."""
