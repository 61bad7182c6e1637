"""Cards of a collection laid out on paper."""
