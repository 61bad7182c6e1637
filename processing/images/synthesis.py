"""Pictures of imagined encounters, drawn from a seed: what the sample shows where a station has no photographs."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1440, 1080)
"""Pixels of a drawn picture."""

SCALE = 2
"""Shapes are drawn so many times larger and scaled down, which smooths their edges."""

Colour = tuple[int, int, int]

Draw = Callable[["Brush"], None]

GRASS, DUSK, WATER, BARK = ((96, 128, 66), (206, 214, 190)), ((44, 58, 66), (150, 128, 118)), (
    (58, 104, 112), (152, 190, 182)), ((92, 84, 66), (168, 172, 142))  # fmt: skip
"""Colours of the ground and of what lies behind it."""


class Brush:
    """Draws in a box around a point; lengths are in units of the animal's own size."""

    def __init__(self, image: Image.Image, x: float, y: float, unit: float, rng: np.random.Generator) -> None:
        self.draw = ImageDraw.Draw(image)
        self.x, self.y, self.unit, self.rng = x, y, unit, rng

    def oval(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """An ellipse about a point."""
        left, top = self.x + (x - width / 2) * self.unit, self.y + (y - height / 2) * self.unit
        self.draw.ellipse((left, top, left + width * self.unit, top + height * self.unit), fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon([(self.x + x * self.unit, self.y + y * self.unit) for x, y in points], fill=fill)

    def line(self, points: list[tuple[float, float]], width: float, fill: Colour) -> None:
        placed = [(self.x + x * self.unit, self.y + y * self.unit) for x, y in points]
        self.draw.line(placed, fill=fill, width=max(1, round(width * self.unit)), joint="curve")

    def both(self, points: list[tuple[float, float]], fill: Colour) -> None:
        """A shape and its mirror image."""
        self.shape(points, fill)
        self.shape([(-x, y) for x, y in points], fill)


def curve(points: list[tuple[float, float]], n: int = 14) -> list[tuple[float, float]]:
    """A closed smooth line through points (Catmull and Rom 1974), as a polygon of n corners a piece."""
    found = []
    for index in range(len(points)):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (points[(index + k - 1) % len(points)] for k in range(4))
        for step in range(n):
            t = step / n
            found.append((_through(ax, bx, cx, dx, t), _through(ay, by, cy, dy, t)))
    return found


def _through(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def peacock(brush: Brush) -> None:
    """A butterfly with an eye on each wing, wings spread."""
    fore = curve([(0.04, -0.1), (0.45, -0.52), (0.78, -0.5), (0.72, -0.18), (0.42, 0.04), (0.06, 0.04)])
    hind = curve([(0.05, 0.02), (0.4, 0.06), (0.6, 0.26), (0.44, 0.52), (0.18, 0.42)])
    brush.both(hind, (112, 48, 34))
    brush.both(fore, (158, 52, 30))
    brush.both(curve([(0.5, -0.45), (0.74, -0.46), (0.7, -0.3), (0.52, -0.3)]), (228, 196, 118))
    for side in (-1, 1):
        brush.oval(side * 0.62, -0.37, 0.2, 0.17, (40, 34, 44))
        brush.oval(side * 0.63, -0.38, 0.12, 0.1, (92, 118, 178))
        brush.oval(side * 0.42, 0.3, 0.2, 0.18, (30, 28, 36))
        brush.oval(side * 0.42, 0.3, 0.12, 0.1, (84, 122, 196))
        brush.line([(side * 0.02, -0.2), (side * 0.2, -0.5)], 0.012, (40, 32, 28))
    brush.oval(0, 0.02, 0.09, 0.46, (52, 38, 32))
    brush.oval(0, -0.2, 0.1, 0.1, (46, 34, 30))


def owl(brush: Brush) -> None:
    """A tawny owl on a branch, seen from the front."""
    brush.line([(-1.4, 0.66), (1.4, 0.58)], 0.14, (74, 58, 44))
    outline = [(0, -0.72), (0.4, -0.58), (0.48, 0.0), (0.34, 0.62), (-0.34, 0.62), (-0.48, 0.0), (-0.4, -0.58)]
    brush.shape(curve(outline), (142, 108, 74))
    for row in range(6):
        for column in range(-2, 3):
            brush.oval(column * 0.15 + 0.04 * (row % 2), row * 0.12 - 0.05, 0.05, 0.12, (92, 66, 46))
    for side in (-1, 1):
        brush.oval(side * 0.19, -0.4, 0.36, 0.38, (186, 158, 122))
        brush.oval(side * 0.18, -0.4, 0.17, 0.17, (26, 20, 18))
        brush.oval(side * 0.15, -0.43, 0.04, 0.04, (246, 242, 232))
        wing = [(side * 0.4, -0.3), (side * 0.54, 0.1), (side * 0.36, 0.56), (side * 0.3, 0.0)]
        brush.shape(curve(wing), (108, 80, 56))
        brush.line([(side * 0.14, 0.62), (side * 0.15, 0.7)], 0.07, (196, 170, 118))
    brush.shape([(-0.05, -0.34), (0.05, -0.34), (0, -0.18)], (206, 178, 110))


def hedgehog(brush: Brush) -> None:
    """A hedgehog walking to the left."""
    body = [(-0.62, 0.2), (-0.3, -0.22), (0.2, -0.36), (0.66, -0.1), (0.72, 0.28), (0, 0.36)]
    brush.shape(curve(body), (108, 88, 66))
    for _ in range(420):
        angle = brush.rng.uniform(-0.1, math.pi + 0.25)
        radius = brush.rng.uniform(0.2, 1.0)
        x, y = 0.16 + 0.56 * radius * math.cos(angle), 0.2 - 0.52 * radius * math.sin(angle)
        lean = brush.rng.normal(0.05, 0.03)
        brush.line([(x, y), (x + lean, y - 0.11)], 0.012, (76, 60, 44) if brush.rng.random() < 0.6 else (196, 178, 142))
    brush.shape(curve([(-0.9, 0.22), (-0.7, 0.04), (-0.46, 0.0), (-0.44, 0.3), (-0.7, 0.32)]), (168, 138, 104))
    brush.oval(-0.9, 0.21, 0.08, 0.07, (34, 28, 26))
    brush.oval(-0.64, 0.1, 0.06, 0.06, (24, 20, 20))
    brush.oval(-0.46, 0.0, 0.14, 0.14, (142, 112, 82))
    for x in (-0.4, -0.1, 0.3, 0.5):
        brush.oval(x, 0.37, 0.14, 0.09, (92, 72, 54))


def frog(brush: Brush) -> None:
    """A tree frog, crouching."""
    for side in (-1, 1):
        thigh = [(side * 0.3, 0.36), (side * 0.74, 0.12), (side * 0.7, 0.4), (side * 0.44, 0.5)]
        brush.shape(curve(thigh), (92, 146, 48))
        brush.line([(side * 0.4, 0.3), (side * 0.62, 0.56), (side * 0.78, 0.58)], 0.08, (98, 152, 52))
    outline = [(0, -0.38), (0.4, -0.24), (0.5, 0.16), (0.3, 0.5), (-0.3, 0.5), (-0.5, 0.16), (-0.4, -0.24)]
    brush.shape(curve(outline), (112, 170, 58))
    brush.shape(curve([(0, 0.04), (0.34, 0.06), (0.26, 0.42), (-0.26, 0.42), (-0.34, 0.06)]), (206, 212, 164))
    for side in (-1, 1):
        brush.oval(side * 0.27, -0.3, 0.25, 0.24, (112, 170, 58))
        brush.oval(side * 0.28, -0.31, 0.17, 0.16, (214, 168, 62))
        brush.oval(side * 0.28, -0.31, 0.12, 0.06, (20, 18, 16))
        brush.line([(side * 0.4, -0.2), (side * 0.52, 0.2)], 0.03, (84, 60, 42))
    brush.line([(-0.3, -0.06), (0, 0.0), (0.3, -0.06)], 0.018, (72, 108, 40))


def fox(brush: Brush) -> None:
    """A red fox trotting to the right, as a trap sees it."""
    coat, dark, pale = (176, 92, 44), (58, 42, 36), (226, 214, 198)
    brush.shape(curve([(-0.5, 0.02), (-0.82, 0.0), (-1.2, 0.24), (-1.0, 0.3), (-0.7, 0.22)]), coat)
    brush.shape(curve([(-1.2, 0.24), (-1.08, 0.18), (-1.0, 0.29)]), pale)
    for x, lean in ((-0.44, -0.1), (-0.3, 0.06), (0.34, -0.06), (0.46, 0.12)):
        brush.line([(x, 0.1), (x + lean, 0.38), (x + lean * 1.2, 0.6)], 0.08, dark)
    brush.shape(curve([(-0.56, -0.02), (-0.2, -0.16), (0.36, -0.14), (0.56, 0.0), (0.44, 0.22), (-0.46, 0.22)]), coat)
    brush.shape(curve([(0.4, -0.16), (0.6, -0.36), (0.8, -0.34), (0.98, -0.16), (0.74, -0.08), (0.56, 0.06)]), coat)
    brush.shape(curve([(0.6, 0.02), (0.74, -0.1), (0.96, -0.16), (0.74, -0.02)]), pale)
    brush.shape([(0.58, -0.34), (0.6, -0.56), (0.7, -0.36)], dark)
    brush.shape([(0.7, -0.36), (0.76, -0.54), (0.8, -0.33)], coat)
    brush.oval(0.79, -0.24, 0.045, 0.04, (20, 16, 14))
    brush.oval(0.97, -0.165, 0.05, 0.045, (24, 20, 20))


def snail(brush: Brush) -> None:
    """A grove snail with its bands."""
    body = (150, 136, 108)
    brush.shape(curve([(-0.8, 0.4), (-0.3, 0.24), (0.5, 0.2), (0.78, -0.02), (0.92, 0.1), (0.7, 0.42)]), body)
    for x, top in ((0.82, -0.34), (0.92, -0.24)):
        brush.line([(0.84, 0.0), (x, top)], 0.025, body)
        brush.oval(x, top, 0.05, 0.05, (60, 52, 44))
    for index, radius in enumerate(np.linspace(0.98, 0.1, 12)):
        turn = index * 0.32
        x, y = -0.06 + 0.05 * math.cos(turn) * index / 4, -0.02 + 0.04 * math.sin(turn) * index / 4
        brush.oval(x, y, radius, radius * 0.86, (222, 192, 112) if index % 2 == 0 else (112, 70, 40))


ANIMALS: dict[str, tuple[Draw, tuple[Colour, Colour], float]] = {
    "Aglais io": (peacock, GRASS, 0.62),
    "Strix aluco": (owl, DUSK, 0.52),
    "Erinaceus europaeus": (hedgehog, BARK, 0.46),
    "Hyla arborea": (frog, WATER, 0.54),
    "Vulpes vulpes": (fox, DUSK, 0.42),
    "Cepaea nemoralis": (snail, GRASS, 0.46),
}
"""Scientific names of the animals that can be drawn: how, before what, and how large (fraction of the height)."""


def draw_encounter(name: str, seed: int, *, shift: float = 0.0) -> Image.Image:
    """An imagined photograph of an animal of `ANIMALS`, SIZE pixels, RGB; the same seed gives the same picture.

    shift : moves the animal sideways by this fraction of the width, as from one picture of a burst to the next.
    """
    draw, (ground, behind), size = ANIMALS[name]
    rng = np.random.default_rng([seed, len(name)])
    scene = _backdrop(ground, behind, rng).resize((SIZE[0] * SCALE, SIZE[1] * SCALE), Image.Resampling.BILINEAR)
    x = scene.width * (0.5 + rng.uniform(-0.08, 0.08) + shift)
    y = scene.height * (0.54 + rng.uniform(-0.04, 0.04))
    draw(Brush(scene, x, y, scene.height * size, rng))
    small = scene.resize(SIZE, Image.Resampling.BOX)
    return _grain(small, rng)


def _backdrop(ground: Colour, behind: Colour, rng: np.random.Generator) -> Image.Image:
    """Out of focus: a field of the two colours with soft blots of light."""
    width, height = SIZE[0] // 4, SIZE[1] // 4
    fade = np.linspace(0, 1, height)[:, None, None] ** 1.2
    field = np.array(behind) * (1 - fade) + np.array(ground) * fade
    plain = Image.fromarray(np.broadcast_to(field, (height, width, 3)).astype(np.uint8))
    brush = ImageDraw.Draw(plain)
    for _ in range(60):
        radius = int(rng.integers(6, 30))
        left, top = int(rng.integers(-20, width)), int(rng.integers(-20, height))
        mixed = np.array(behind) * rng.uniform(0.7, 1.15) * 0.5 + np.array(ground) * 0.5
        fill = tuple(int(value) for value in np.clip(mixed, 0, 255))
        brush.ellipse((left, top, left + radius, top + radius), fill=fill)
    return plain.filter(ImageFilter.GaussianBlur(5))


def _grain(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The noise of a sensor and a lens darker at its edge."""
    width, height = picture.size
    x, y = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32))
    shade = 1 - 0.16 * (x * x + y * y)
    noise = rng.normal(0, 4, (height, width, 1)).astype(np.float32)
    values = np.asarray(picture, np.float32) * shade[..., None] + noise
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
