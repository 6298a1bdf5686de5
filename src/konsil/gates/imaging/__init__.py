"""What a file or a disc of images holds: whose, how many, of which kind, and one small picture a series.

Only what has passed `gates.antivirus` is read. The pictures carry no name: pixels only, and none at all where
a device may have written into them.
"""

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset

from konsil.gates.antivirus import archive
from konsil.gates.faults import GateRefused
from konsil.gates.imaging import pixels
from konsil.gates.imaging.headers import DIRECTORY, Person, opened, person, word
from konsil.gates.imaging.summary import Section, Summary, read_summary

__all__ = ["Images", "Person", "Section", "Series", "Summary", "read", "read_summary"]


@dataclass(frozen=True)
class Series:
    """One run of images. `thumbnail` is a PNG of the middle image, or None where it could name somebody."""

    modality: str
    description: str
    images: int
    thumbnail: bytes | None


@dataclass(frozen=True)
class Images:
    """All of one upload. More than one of `people` is a disc with two patients on it."""

    people: tuple[Person, ...]
    series: tuple[Series, ...]
    present: int
    listed: int | None  # by the disc's own directory; None: it has none
    missing: tuple[str, ...]  # names the directory lists and the disc does not hold

    @property
    def whole(self) -> bool:
        """Whether everything the directory lists is there."""
        return not self.missing


def read(path: Path) -> Images:
    """Read a DICOM file or a zip of them. Refused: `dicom-broken`, `zip-…`, `no-images`."""
    reading = _Reading()
    with closing(_files(path)) as files:
        for name, file in files:
            reading.take(name, file)
    if not reading.present:
        raise GateRefused("no-images")
    return reading.told()


def _files(path: Path) -> Generator[tuple[str, Path], None, None]:
    with path.open("rb") as content:
        zipped = content.read(4) == b"PK\x03\x04"
    if not zipped:
        yield path.name, path
        return
    with closing(archive.unpacked(path)) as entries:
        yield from entries


class _Reading:
    """What has been seen of a disc so far."""

    def __init__(self) -> None:
        self.people: dict[Person, None] = {}
        self.names: set[str] = set()
        self.listed: set[str] | None = None
        self.present = 0
        self.series: dict[str, list[Dataset]] = defaultdict(list)
        self.pictures: dict[str, bytes | None] = {}

    def take(self, name: str, file: Path) -> None:
        """Look at one file; what is no DICOM (a report beside the images) is passed over."""
        self.names.add(_spelled(name))
        image = opened(file)
        if image is None:
            return
        if image.file_meta.get("MediaStorageSOPClassUID") == DIRECTORY:
            folder = name[: len(name) - len(Path(name).name)]
            self.listed = {_spelled(folder + listed) for listed in _listed(image)}
            return
        self.present += 1
        self.people[person(image)] = None
        key = word(image, "SeriesInstanceUID")
        if key not in self.pictures:
            self.pictures[key] = pixels.thumbnail(image)
        image.pop("PixelData", None)
        self.series[key].append(image)

    def told(self) -> Images:
        """The whole, series in the order of their number."""
        return Images(
            people=tuple(self.people),
            series=tuple(
                Series(
                    modality=word(images[0], "Modality"),
                    description=word(images[0], "SeriesDescription"),
                    images=len(images),
                    thumbnail=self.pictures[key],
                )
                for key, images in sorted(self.series.items(), key=lambda item: _order(item[1][0]))
            ),
            present=self.present,
            listed=None if self.listed is None else len(self.listed),
            missing=tuple(sorted((self.listed or set()) - self.names)),
        )


def _order(image: Dataset) -> tuple[int, str]:
    number = word(image, "SeriesNumber")
    return (int(number) if number.lstrip("-").isdigit() else 0, word(image, "SeriesInstanceUID"))


def _listed(directory: Dataset) -> Iterator[str]:
    """The file of each image that the directory names."""
    for record in directory.get("DirectoryRecordSequence") or ():
        parts = record.get("ReferencedFileID")
        if parts:
            yield parts if isinstance(parts, str) else "/".join(parts)


def _spelled(name: str) -> str:
    """Discs write names in capitals, and some systems change that on the way."""
    return name.replace("\\", "/").lstrip("/").upper()
