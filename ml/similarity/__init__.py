"""Finding calls like given ones: an index of points, and the order of what it finds."""
