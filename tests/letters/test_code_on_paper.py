"""The code of a paper is read by a foreign reader off what becomes of papers: folded, copied, shown on a telephone."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from konsil.core import seal, slip
from konsil.core.slip import Known, Listed
from konsil.gates import typst
from konsil.gates.keys import Keyring, slips
from konsil.gates.keys.slips import Unsigned
from letters_samples import SLIP

DAY = date(2026, 11, 27)
HERE = "ochiul-limpede"
USUAL = slip.services([("OFT-CONS", 1), ("OFT-OCT", 2)], [("OFT-TONO", 1), ("OFT-FUND", 1), ("OFT-CV", 1)])
MANY = slip.services([(f"OFT-S{n:02}", 1) for n in range(6)], [(f"OFT-T{n:02}", 1) for n in range(6)])
Distortion = Callable[[Image.Image, random.Random], Image.Image]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return Keyring(tmp_path_factory.mktemp("keys"))


def printed(ring: Keyring, services: tuple[Listed, ...]) -> tuple[str, Image.Image]:
    """A paper and its code, as a printer or a screen of two hundred dots an inch shows it."""
    code = slips.signed(ring, Unsigned(seal.number("AV", 123_456_789_012), HERE, DAY, services))
    pdf = typst.paper(SLIP.model_copy(update={"code": code}), "ro")
    command = ["pdftoppm", "-png", "-r", "200", "-gray", "-singlefile", "-"]
    drawn = subprocess.run(command, input=pdf, check=True, capture_output=True).stdout
    return code, Image.open(io.BytesIO(drawn)).convert("L")


def untouched(paper: Image.Image, drawn: random.Random) -> Image.Image:
    return paper


def crumpled(paper: Image.Image, drawn: random.Random) -> Image.Image:
    """Out of a pocket: every corner of a net of folds is moved, and each fold throws its shadow."""
    step, (width, height) = 110, paper.size
    columns, rows = width // step + 1, height // step + 1
    net = {(x, y): (x * step + drawn.uniform(-3, 3), y * step + drawn.uniform(-3, 3))
           for x in range(columns + 1) for y in range(rows + 1)}  # fmt: skip
    mesh = []
    for x in range(columns):
        for y in range(rows):
            corners = [net[x, y], net[x, y + 1], net[x + 1, y + 1], net[x + 1, y]]
            box = (x * step, y * step, (x + 1) * step, (y + 1) * step)
            mesh.append((box, tuple(value for corner in corners for value in corner)))
    bent = paper.transform(paper.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=255)
    shade = Image.new("L", paper.size, 255)
    pen = ImageDraw.Draw(shade)
    for _ in range(14):
        ends = [(drawn.uniform(0, width), drawn.uniform(0, height)) for _ in range(2)]
        pen.line(ends, fill=drawn.randrange(120, 200), width=drawn.randrange(8, 40))
    return ImageChops.multiply(bent, shade.filter(ImageFilter.GaussianBlur(14))).rotate(3, expand=True, fillcolor=235)


def photocopied(paper: Image.Image, drawn: random.Random) -> Image.Image:
    """A copy of a copy: laid askew, soft, speckled, then nothing but black and white."""
    copy = paper
    for _ in range(2):
        copy = copy.rotate(drawn.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        copy = copy.filter(ImageFilter.GaussianBlur(1.1))
        noise = Image.frombytes("L", copy.size, drawn.randbytes(copy.size[0] * copy.size[1]))
        copy = Image.blend(copy, noise, 0.22)
        copy = copy.point([255 if value > 128 else 0 for value in range(256)])
    return copy


def on_a_telephone(paper: Image.Image, drawn: random.Random) -> Image.Image:
    """Held up on a small dim screen: seen from the side, through its rows of dots, with a lamp in the glass."""
    width, height = paper.size
    dim = ImageEnhance.Brightness(ImageEnhance.Contrast(paper).enhance(0.55)).enhance(0.7)
    rows = ImageDraw.Draw(dim)
    for y in range(0, height, 4):
        rows.line([(0, y), (width, y)], fill=90)
    lamp = Image.new("L", paper.size, 0)
    ImageDraw.Draw(lamp).ellipse([width * 0.1, height * 0.5, width * 0.7, height * 0.9], fill=170)
    lit = ImageChops.add(dim, lamp.filter(ImageFilter.GaussianBlur(60)))
    side = (0, -height * 0.03, 0, height * 1.02, width, height * 1.06, width * 0.98, -height * 0.06)
    turned = lit.transform(paper.size, Image.Transform.QUAD, side, Image.Resampling.BICUBIC, fillcolor=40)
    return turned.filter(ImageFilter.GaussianBlur(1.0)).rotate(drawn.uniform(-8, 8), expand=True, fillcolor=40)


@pytest.mark.shows("X29")
@pytest.mark.parametrize("services", [USUAL, MANY], ids=["five services", "twelve services"])
@pytest.mark.parametrize("becomes", [untouched, crumpled, photocopied, on_a_telephone])
def test_the_code_is_read_whatever_became_of_the_paper(
    ring: Keyring, becomes: Distortion, services: tuple[Listed, ...], tmp_path: Path
) -> None:
    """read from crumpled, photocopied and phone-screen renderings"""
    code, paper = printed(ring, services)
    for seed in range(5):
        seen = becomes(paper, random.Random(seed))
        seen.save(tmp_path / f"{seed}.png")  # for whoever wants to see it fail
        found = [
            one.text
            for one in zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        ]
        assert found == [code], seed
    assert slip.judge(found[0], Known(slips.public(ring, DAY)), HERE, DAY, slips.check) == "valid"


def test_it_is_drawn_so_that_letters_and_digits_take_the_least_room(ring: Keyring) -> None:
    code, paper = printed(ring, USUAL)
    (found,) = zxingcpp.read_barcodes(paper)
    assert code.isalnum()
    assert found.content_type == zxingcpp.ContentType.Text
    assert segno.make(code, error="m").symbol_size(border=0) <= (61, 61)  # its eleventh size
