"""Make the fonts of the letters from the web fonts that the pages use: typst reads neither woff2 nor subsets.

Reads `node_modules` (installed by `npm ci`), writes the git-ignored folder `src/konsil/letters/fonts`: Source Serif 4
and Inter, each weight one TTF with Latin and Cyrillic. Where this was not run, letters are set in the serif that comes
with typst. Running it again changes nothing.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import warnings
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules" / "@fontsource-variable"
FONTS = ROOT / "src/konsil/letters/fonts"

ALPHABETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
STYLES = {400: "Regular", 600: "SemiBold"}
FACES = (
    ("source-serif-4", "Source Serif 4", 400, "normal"),
    ("source-serif-4", "Source Serif 4", 600, "normal"),
    ("source-serif-4", "Source Serif 4", 400, "italic"),
    ("inter", "Inter", 400, "normal"),
    ("inter", "Inter", 600, "normal"),
)
VARIABLE = ["DSIG", "STAT", "fvar", "gvar", "avar", "HVAR", "MVAR"]


def main() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for package, family, weight, slope in FACES:
        target = FONTS / f"{package}-{weight}-{slope}.ttf"
        if not target.exists():
            target.write_bytes(face(package, family, weight, slope))
        shutil.copyfile(MODULES / package / "LICENSE", FONTS / f"{package}.LICENSE.txt")


def face(package: str, family: str, weight: int, slope: str) -> bytes:
    """One weight of a family with all alphabets, as TTF."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tables that web fonts leave out
        parts = []
        for alphabet in ALPHABETS:
            font = TTFont(MODULES / package / "files" / f"{package}-{alphabet}-wght-{slope}.woff2")
            font.flavor = None
            still = instantiateVariableFont(font, {"wght": weight}, overlap=OverlapMode.KEEP_AND_SET_FLAGS)
            parts.append(str(Path(folder) / f"{alphabet}.ttf"))
            still.save(parts[-1])
        whole = Merger(Options(drop_tables=VARIABLE)).merge(parts)
    style = "Italic" if slope == "italic" else STYLES[weight]
    _name(whole, family, style, weight)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _name(font: TTFont, family: str, style: str, weight: int) -> None:
    """The names a typesetter finds a face by."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 5, 7, 13, 14)]
    for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (16, family), (17, style)):
        names.setName(text, number, 3, 1, 0x409)
    names.setName(f"{family}-{style}".replace(" ", ""), 6, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    italic = style == "Italic"
    font["OS/2"].fsSelection = 0x01 if italic else 0x40
    font["head"].macStyle = 0x02 if italic else 0x00


if __name__ == "__main__":
    main()
