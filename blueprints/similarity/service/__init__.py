"""Embedding calls, searching for like ones, and grouping them."""
