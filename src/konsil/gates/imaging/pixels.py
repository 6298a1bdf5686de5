"""A small picture of an image, without a name: pixels in grey or colour, nothing of the header.

Devices write names into ultrasound pictures and screen captures, so these have no picture here; a person looks
at them. Plain and RLE pixels are read directly, JPEG and JPEG 2000 by Pillow; anything else has none either.
"""

import io
import sys
from array import array

from PIL import Image
from pydicom import Dataset
from pydicom.encaps import generate_frames
from pydicom.multival import MultiValue
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from konsil.gates.imaging.headers import word

SIDE = 256  # points of the longer side
WRITTEN_ON = frozenset({"US", "SC", "OT", "XC", "ES", "DOC", "SR"})  # kinds that may carry a name in the picture
BY_PILLOW = frozenset(
    {
        "1.2.840.10008.1.2.4.50",  # JPEG baseline
        "1.2.840.10008.1.2.4.90",  # JPEG 2000, lossless
        "1.2.840.10008.1.2.4.91",  # JPEG 2000
    }
)
RLE = "1.2.840.10008.1.2.5"


def thumbnail(image: Dataset) -> bytes | None:
    """A PNG of at most 256 points a side, or None where there is no safe or readable picture."""
    if "PixelData" not in image or _may_be_written_on(image):
        return None
    try:
        picture = _picture(image)
    except Exception:  # a device's pixels may be broken in any way; the case goes on without a picture
        return None
    if picture is None:
        return None
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _may_be_written_on(image: Dataset) -> bool:
    return word(image, "Modality") in WRITTEN_ON or word(image, "BurnedInAnnotation").upper() == "YES"


def _picture(image: Dataset) -> Image.Image | None:
    syntax = UID(image.file_meta.TransferSyntaxUID)
    frames = int(image.get("NumberOfFrames") or 1)
    if syntax in BY_PILLOW:
        coded = next(generate_frames(image.PixelData, number_of_frames=frames))
        picture = Image.open(io.BytesIO(coded), formats=("JPEG", "JPEG2000"))
        return picture.convert("RGB" if image.SamplesPerPixel == 3 else "L") if _is_eight_bit(image) else None
    if syntax.is_compressed and syntax != RLE:
        return None
    decoded, _ = get_decoder(syntax).as_buffer(image, index=frames // 2 if frames > 1 else 0)
    plain = bytes(decoded)
    return _colour(image, plain) if image.SamplesPerPixel == 3 else _grey(image, plain, syntax)


def _is_eight_bit(image: Dataset) -> bool:
    return int(image.BitsAllocated) == 8


def _colour(image: Dataset, plain: bytes) -> Image.Image | None:
    size = (int(image.Columns), int(image.Rows))
    if not _is_eight_bit(image) or image.PhotometricInterpretation not in ("RGB", "YBR_FULL"):
        return None
    if image.get("PlanarConfiguration", 0) == 1:
        one = size[0] * size[1]
        bands = [Image.frombytes("L", size, plain[at * one : (at + 1) * one]) for at in range(3)]
        picture = Image.merge("RGB", bands)
    else:
        picture = Image.frombytes("RGB", size, plain[: size[0] * size[1] * 3])
    if image.PhotometricInterpretation == "YBR_FULL":
        picture = Image.frombytes("YCbCr", size, picture.tobytes()).convert("RGB")
    return picture


def _grey(image: Dataset, plain: bytes, syntax: UID) -> Image.Image | None:
    """Every so-many-th point, spread over the window the device proposes or over what there is."""
    kind = {(8, 0): "B", (8, 1): "b", (16, 0): "H", (16, 1): "h"}.get(
        (int(image.BitsAllocated), int(image.PixelRepresentation))
    )
    if kind is None or image.PhotometricInterpretation not in ("MONOCHROME1", "MONOCHROME2"):
        return None
    values = array(kind, plain[: len(plain) - len(plain) % array(kind).itemsize])
    if sys.byteorder == "little" and not syntax.is_little_endian:
        values.byteswap()
    columns, rows = int(image.Columns), int(image.Rows)
    step = max(1, -(-max(columns, rows) // SIDE))
    points = [values[row * columns + column] for row in range(0, rows, step) for column in range(0, columns, step)]
    shown = _windowed(image, points)
    size = (len(range(0, columns, step)), len(range(0, rows, step)))
    return Image.frombytes("L", size, shown if image.PhotometricInterpretation == "MONOCHROME2" else _inverted(shown))


def _windowed(image: Dataset, points: list[int]) -> bytes:
    low, high = _window(image) or (min(points), max(points))
    span = max(high - low, 1e-9)
    return bytes(min(255, max(0, round((point - low) * 255 / span))) for point in points)


def _window(image: Dataset) -> tuple[float, float] | None:
    """The proposed window in stored values, or None."""
    centre, width = _first(image.get("WindowCenter")), _first(image.get("WindowWidth"))
    if centre is None or not width:
        return None
    slope, intercept = _first(image.get("RescaleSlope")) or 1.0, _first(image.get("RescaleIntercept")) or 0.0
    middle = (centre - intercept) / slope
    return middle - width / slope / 2, middle + width / slope / 2


def _first(value: object) -> float | None:
    found = value[0] if isinstance(value, MultiValue) and value else value
    return float(found) if isinstance(found, int | float | str) and str(found) else None


def _inverted(shown: bytes) -> bytes:
    return bytes(255 - value for value in shown)
