"""Tests of the learned models."""
