"""Asking every kind of thing for words, and putting what was found in one order."""
