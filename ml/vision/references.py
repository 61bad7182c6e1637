"""What the station's people have confirmed: pictures in numbers with the names they gave them."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]


@dataclass(frozen=True)
class References:
    """Confirmed pictures.

    vectors : shape (n, d), each of length 1. labels : scientific names, n of them. common_names : by label.
    sources : which original picture each is of; a picture never vouches for itself.
    """

    vectors: FloatMatrix = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    common_names: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)
