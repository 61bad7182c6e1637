"""Judging detected candidates: a classifier trained from a lab's corrected segmentations."""

from ml.detection.model import DetectionModel
from ml.detection.store import load, save
from ml.detection.training import Corrected, train

__all__ = ["Corrected", "DetectionModel", "load", "save", "train"]
