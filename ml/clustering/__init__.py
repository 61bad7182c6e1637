"""Grouping calls without labels, and laying them out in the plane."""
