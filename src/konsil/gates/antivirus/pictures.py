"""JPEG, PNG and TIFF: a picture that can be read, of a size one can look at, and nothing else in it."""

import mmap
import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from konsil.gates.antivirus.kinds import MARKUP
from konsil.gates.faults import GateRefused

PIXELS = 250_000_000
FRAMES = 2_000
OTHERS = (b"%PDF-1.", b"PK\x03\x04\x14\x00")  # another file in the same octets


def check(path: Path) -> None:
    """Refused: `image-broken`, `image-too-large`, `polyglot`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is not our concern, and size is checked here
            with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as picture:
                width, height = picture.size
                if width * height > PIXELS or getattr(picture, "n_frames", 1) > FRAMES:
                    raise GateRefused("image-too-large", f"{width} x {height}")
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, OverflowError) as fault:
        raise GateRefused("image-broken") from fault
    except Image.DecompressionBombError as fault:
        raise GateRefused("image-too-large") from fault
    if _more_than_a_picture(path):
        raise GateRefused("polyglot")


def _more_than_a_picture(path: Path) -> bool:
    """Letters of a page or of another file anywhere: by chance less than once in a million pictures."""
    with path.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        marks = [*MARKUP, *(mark.upper() for mark in MARKUP), *OTHERS]
        return any(whole.find(mark) >= 0 for mark in marks)
