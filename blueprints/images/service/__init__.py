"""What can be done with pictures, by noun."""
