"""Verbs of the calls area; they flush, their callers commit."""
