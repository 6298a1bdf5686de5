"""Make the fonts of papers: typst reads no woff2, and wants all alphabets of a face in one file.

For each face four files of the web are merged into one TrueType file in the git-ignored
`src/konsil/letters/fonts`. Run by `make`, after `tools/assets.py`.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from fontTools import merge, ttLib

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules/@fontsource"
TARGET = ROOT / "src/konsil/letters/fonts"

ALPHABETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
FACES = [
    ("source-serif-4", "Source Serif 4", 400, "normal"),
    ("source-serif-4", "Source Serif 4", 600, "normal"),
    ("source-serif-4", "Source Serif 4", 400, "italic"),
    ("inter", "Inter", 400, "normal"),
    ("inter", "Inter", 600, "normal"),
]
STYLES = {(400, "normal"): "Regular", (600, "normal"): "SemiBold", (400, "italic"): "Italic"}


def main() -> None:
    logging.disable(logging.WARNING)
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, family, weight, slant in FACES:
        target = TARGET / f"{file}-{weight}-{slant}.ttf"
        if not target.exists():
            with tempfile.TemporaryDirectory() as folder:
                merged(file, family, weight, slant, Path(folder)).save(target)
        shutil.copyfile(MODULES / file / "LICENSE", TARGET / f"{file}.txt")


def merged(file: str, family: str, weight: int, slant: str, folder: Path) -> ttLib.TTFont:
    """One face of one weight with all its alphabets, named so that a letter finds it."""
    parts = []
    for alphabet in ALPHABETS:
        font = ttLib.TTFont(MODULES / file / f"files/{file}-{alphabet}-{weight}-{slant}.woff2")
        font.flavor = None
        part = folder / f"{alphabet}.ttf"
        font.save(part)
        parts.append(str(part))
    whole = merge.Merger(merge.Options(drop_tables=["DSIG", "STAT"])).merge(parts)
    return named(whole, family, weight, STYLES[weight, slant])


def named(font: ttLib.TTFont, family: str, weight: int, style: str) -> ttLib.TTFont:
    names = font["name"]
    plain = style if style in {"Regular", "Italic"} else "Regular"
    for identifier, text in (
        (1, family if style == plain else f"{family} {style}"),
        (2, plain),
        (4, f"{family} {style}"),
        (6, f"{family}-{style}".replace(" ", "")),
        (16, family),
        (17, style),
    ):
        names.removeNames(nameID=identifier)
        names.setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    return font


if __name__ == "__main__":
    main()
