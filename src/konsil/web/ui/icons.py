"""The icons in use: one name of lucide a line in `icons.txt`, one sprite made of them when assets are built."""

import re
from collections.abc import Mapping
from importlib.resources import files
from xml.sax.saxutils import quoteattr

NAMES = frozenset(files("konsil.web.ui").joinpath("icons.txt").read_text(encoding="ascii").split())

_OUTER = re.compile(r"<svg[^>]*>(?P<shapes>.*)</svg>", re.DOTALL)


def sprite(drawings: Mapping[str, str]) -> str:
    """One SVG file whose symbols are named after the icons; `drawings` maps a name to lucide's own SVG text."""
    symbols = "".join(_symbol(name, drawings[name]) for name in sorted(drawings))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    found = _OUTER.search(drawing)
    if found is None:
        raise ValueError(f"{name}: no <svg> in the drawing")
    shapes = re.sub(r"\s+", " ", found["shapes"]).strip()
    return f'<symbol id={quoteattr(name)} viewBox="0 0 24 24">{shapes}</symbol>'
