"""Runtimes of foreign models, loaded in bounded processes alone (`processing.bounded`)."""
