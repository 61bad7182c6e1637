"""Forecasting models: each learns from `Material` and becomes plain arrays."""
