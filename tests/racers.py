"""Two processes of the operating system that do the same at the same moment (see `store/racing.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL
from typing import Any

RUNNER = Path(__file__).parent / "store" / "racing.py"


class Racers:
    """Two processes that do what they are told at the same moment and answer with what came of it."""

    def __init__(self, database: Any) -> None:
        environment = os.environ | {"KONSIL_DATABASE": database.name}
        self.both = [
            subprocess.Popen(
                [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
            for _ in range(2)
        ]
        assert [self._line(one) for one in self.both] == ["ready", "ready"]

    def race(self, *told: dict[str, Any]) -> list[Any]:
        for one, what in zip(self.both, told, strict=True):
            assert one.stdin is not None
            one.stdin.write(json.dumps(what) + "\n")
            one.stdin.flush()
        return [json.loads(self._line(one)) for one in self.both]

    def stall(self, told: dict[str, Any]) -> None:
        """The first does this as far as its second call, and stays there with the lock in its hand."""
        one = self.both[0]
        assert one.stdin is not None
        one.stdin.write(json.dumps({**told, "stall": True}) + "\n")
        one.stdin.flush()
        assert self._line(one) == "stalled"

    def kill(self) -> None:
        """The first is gone from one instant to the next."""
        self.both[0].kill()
        self.both[0].wait(20)

    def beside(self, told: dict[str, Any], does: Callable[[], None]) -> dict[str, Any]:
        """What the second is answered while this process does something else."""
        one = self.both[1]
        assert one.stdin is not None
        one.stdin.write(json.dumps(told) + "\n")
        one.stdin.flush()
        does()
        found: dict[str, Any] = json.loads(self._line(one))
        return found

    def alone(self, told: dict[str, Any]) -> dict[str, Any]:
        """What the second is answered, alone."""
        return self.beside(told, lambda: None)

    def end(self) -> None:
        for one in self.both:
            assert one.stdin is not None
            one.stdin.close()
            assert one.wait(20) in (0, -SIGKILL)
            assert one.stdout is not None
            one.stdout.close()

    @staticmethod
    def _line(one: subprocess.Popen[str]) -> str:
        assert one.stdout is not None
        return one.stdout.readline().strip()
