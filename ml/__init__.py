"""Learned models over the results of `processing`; knows no web and no database."""
