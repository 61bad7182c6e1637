"""The default, and its base: the mean of linear models that differ in look-back, penalty and what targets share."""

from __future__ import annotations

from dataclasses import replace

from ml.forecasting.material import Material
from ml.forecasting.models.affine import Affine, Member, blended, solved
from ml.forecasting.models.baselines import NoParams, SeasonParams, season_of
from ml.forecasting.models.correction import Corrected, corrected
from ml.forecasting.models.moments import moments_of
from ml.forecasting.models.registry import method
from ml.forecasting.progress import share_of

PENALTIES = (0.03, 0.15, 0.6)
"""Of the members that see the whole look-back: from hardly any to one that halves what is uncertain. Each is best
somewhere; their mean is nowhere far from the best, and no choice has to be made on one stretch of time."""

SHORTER = 2 / 3
"""Share of the look-back that the member sees which gives every target weights of its own."""

OWN_PENALTY = 0.3
"""Of a target's difference from the shared weights, in that member."""


@method(
    "linear-blend", label="Blend of linear models",
    help="The mean of ridge regressions relative to the window's mean, with several penalties, shared and per target.",
    parameters=NoParams,
)  # fmt: skip
def fit_linear_blend(material: Material, _params: NoParams) -> Affine:
    """No search, no choice."""
    return linear_blend(material)


def linear_blend(material: Material) -> Affine:
    """Every member follows from the same sums over the windows; the mean of linear models is one again."""
    moments = moments_of(material)
    members = members_for(material.group.look_back)
    parts = []
    for n, member in enumerate(members):
        parts.append(solved(moments, member))
        material.report(len(members) + n + 1, 2 * len(members), "fit")
    return blended(parts, [1.0] * len(parts))


@method(
    "default", label="Linear blend, corrected by trees",
    help="The blend of linear models; boosted trees correct it, less the further ahead a step lies.",
    parameters=SeasonParams,
)  # fmt: skip
def fit_default(material: Material, params: SeasonParams) -> Corrected:
    """The linear blend first, then trees on what it leaves."""
    base = linear_blend(replace(material, report=share_of(material.report, 0, 2)))
    found = corrected(base, material, season_of(material, params.season))
    material.report(1, 1, "fit")
    return found


def members_for(look_back: int) -> tuple[Member, ...]:
    """What the default is the mean of, for windows of that length."""
    shared = tuple(Member("mean", look_back, penalty) for penalty in PENALTIES)
    return (*shared, Member("mean", max(1, round(SHORTER * look_back)), PENALTIES[1], OWN_PENALTY))
