"""The header of an image: whose it is, in words a person reads."""

import logging
import warnings
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pydicom
from pydicom import Dataset

DIRECTORY = "1.2.840.10008.1.3.10"

logging.getLogger("pydicom").setLevel(logging.CRITICAL)  # it would write what a patient's file says into the log


@dataclass(frozen=True)
class Person:
    """The patient as the device knew her: "Elira Kodra", and the day of birth where it is one."""

    name: str
    born: date | None


def opened(path: Path) -> Dataset | None:
    """A DICOM file with its pixels, or None where it is none or cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = pydicom.dcmread(path)
            image.decode()
    except Exception:  # broken octets lead the reader to any fault there is
        return None
    return image


def person(image: Dataset) -> Person:
    """Name as it is spoken, given name first."""
    name = image.get("PatientName")
    spoken = " ".join(part for part in (name.given_name, name.family_name) if part) if name else ""
    return Person(" ".join(spoken.split()), _day(word(image, "PatientBirthDate")))


def word(image: Dataset, tag: str) -> str:
    """One value as text, empty where there is none."""
    value = image.get(tag)
    return "" if value is None else str(value).strip()


def _day(told: str) -> date | None:
    try:
        return date(int(told[:4]), int(told[4:6]), int(told[6:8]))
    except ValueError:
        return None
