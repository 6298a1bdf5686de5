"""A mail sink that runs, for the tests that send."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gates_lines import Running
from konsil.gates.sink import Sink
from konsil.gates.sink.server import serving


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    sink = Sink(tmp_path / "sink")
    with serving(sink) as port:
        yield Running(sink, port)
