"""Tables of pictures and of what they are said to show.

pictures : stored pictures and their versions. vision : identifications by machines, their proposals, people's words.
"""

from blueprints.images.models.pictures import Image, ImageVersion
from blueprints.images.models.vision import Identification, ProposalState, VisionJob, VisionProposal, VisionState

__all__ = [
    "Identification",
    "Image",
    "ImageVersion",
    "ProposalState",
    "VisionJob",
    "VisionProposal",
    "VisionState",
]
