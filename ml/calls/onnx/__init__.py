"""Classifiers that were trained elsewhere and come as ONNX models: read with care, run in a process of their own."""

from ml.calls.onnx.classifier import OnnxClassifier, Takes, accept, of_stored

__all__ = ["OnnxClassifier", "Takes", "accept", "of_stored"]
