"""Each planted fault still fits the code it breaks and names a test that is there."""

from __future__ import annotations

import subprocess

import pytest

from tools import planted

FAULTS = planted.faults([])


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_applies_and_names_its_test(fault: planted.Fault) -> None:
    told = subprocess.run(
        ["git", "apply", "--check", "--unidiff-zero", "-"],
        cwd=planted.ROOT,
        input=fault.patch,
        text=True,
        capture_output=True,
        check=False,
    )
    assert told.stderr == ""
    file, _, test = fault.test.partition("::")
    assert f"def {test.partition('[')[0]}(" in (planted.ROOT / file).read_text("utf8")
