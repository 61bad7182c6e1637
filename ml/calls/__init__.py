"""Classifiers of calls: training, honest evaluation, prediction with a probability for every type."""
