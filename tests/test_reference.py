"""The reference says what the code does."""

from __future__ import annotations

import pytest

from konsil.config import Config
from tools import reference


@pytest.mark.parametrize("name", reference.pages())
def test_a_page_of_the_reference_is_what_the_code_says(name: str) -> None:
    assert (reference.FOLDER / name).read_text("utf8") == reference.pages()[name]


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []
