"""Tests of the classifiers of calls."""
