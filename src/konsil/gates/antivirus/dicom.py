"""DICOM: an empty preamble, a header that can be read, pixels and no document in disguise."""

import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import pydicom

from konsil.gates.faults import GateRefused

PREAMBLE = 128
TIFF = (b"II*\x00", b"MM\x00*")  # a slide scanner's file may be a TIFF too; that is in the standard
ENCAPSULATED = "1.2.840.10008.5.1.4.1.1.104."  # PDF, CDA, STL, …
DIRECTORY = "1.2.840.10008.1.3.10"  # a disc's table of contents
FRAMES = 20_000

logging.getLogger("pydicom").setLevel(logging.CRITICAL)  # it would write what a patient's file says into the log


@dataclass(frozen=True)
class Header:
    """What matters here of an image's header: its kind of object (SOP class) and how many frames it claims."""

    kind: str
    frames: int


def check(path: Path) -> None:
    """Refused: `dicom-preamble`, `dicom-broken`, `dicom-encapsulated`, `dicom-too-many-frames`."""
    with path.open("rb") as content:
        preamble = content.read(PREAMBLE)
    if preamble.strip(b"\x00") and not preamble.startswith(TIFF):
        raise GateRefused("dicom-preamble")
    header = read(path)
    if header.kind.startswith(ENCAPSULATED):
        raise GateRefused("dicom-encapsulated")
    if header.frames > FRAMES:
        raise GateRefused("dicom-too-many-frames")


def read(path: Path) -> Header:
    """Read the header through, without the pixels. Refused: `dicom-broken`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # many a device writes a little beside the standard
            found = pydicom.dcmread(path, stop_before_pixels=True)
            for element in found:
                str(element.value)
            directory = found.file_meta.get("MediaStorageSOPClassUID", "")
            kind = str(found.get("SOPClassUID") or (directory if directory == DIRECTORY else ""))
            header = Header(kind, int(found.get("NumberOfFrames") or 1))
    except Exception as fault:  # broken octets lead the reader to any fault there is
        raise GateRefused("dicom-broken") from fault
    if not header.kind:
        raise GateRefused("dicom-broken")
    return header
