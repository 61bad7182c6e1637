"""Tables of time and values: reading, gridding, cleaning, comparing, drawing."""
