"""Finding calls: segmentation methods, their parameters and presets."""

from processing.audio.detect import amplitude as amplitude  # registers threshold and energy
from processing.audio.detect.adaptive import AdaptiveParams, apply_rules, find_candidates
from processing.audio.detect.automatic import AUTOMATIC, automatic_preset
from processing.audio.detect.candidates import MEASURES, Candidates
from processing.audio.detect.external import parse_answer
from processing.audio.detect.learned import CandidateModel, Proposal, propose
from processing.audio.detect.parameters import Parameter, build, schema
from processing.audio.detect.presets import PRESETS, Preset
from processing.audio.detect.registry import METHODS, Method
from processing.audio.detect.run import CODE_VERSION, Detection, detect, detect_window, resolve
from processing.audio.detect.sources import Recording, Samples

__all__ = [
    "AUTOMATIC",
    "CODE_VERSION",
    "MEASURES",
    "METHODS",
    "PRESETS",
    "AdaptiveParams",
    "CandidateModel",
    "Candidates",
    "Detection",
    "Method",
    "Parameter",
    "Preset",
    "Proposal",
    "Recording",
    "Samples",
    "apply_rules",
    "automatic_preset",
    "build",
    "detect",
    "detect_window",
    "find_candidates",
    "parse_answer",
    "propose",
    "resolve",
    "schema",
]
