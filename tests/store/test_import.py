"""Members from a file: staged, checked, looked at, applied in one transaction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from konsil.core.case import Actor
from konsil.store.members import applying, staging
from konsil.store.members.file import COLUMNS, Fault, columns_of, read
from konsil.store.queries.cases import open_cases_of
from konsil.store.queries.notices import notices
from konsil.store.queries.people import find_people, person
from konsil.store.registers import organisations
from two_houses import Houses, built, opened

pytestmark = pytest.mark.django_db
INSURER = Actor("Blerta Prifti", "administrator", "albsig-jete")
TODAY = date(2026, 11, 25)


@pytest.fixture
def houses(db: None) -> Houses:
    return built()


def line(number: int, **other: str) -> dict[str, str]:
    told = {
        "number": f"M-{number:05}", "card": f"ALB-{number:05}", "given": "Drita", "family": f"Shembull{number}",
        "born_on": "1980-01-01", "policy": f"P-{number:05}", "from_on": "2026-01-01", "phone": f"+355691{number:06}",
    }  # fmt: skip
    return told | other


def file(folder: Path, lines: Iterable[dict[str, str]], name: str = "members.csv") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    path = folder / name
    path.write_text(text.getvalue(), "utf8")
    return path


def staged(path: Path) -> staging.Run:
    return staging.stage(INSURER, path, population="albsig-jete-members", programme="albsig-mso")


def applied(path: Path, sure: bool = False) -> applying.Preview:
    return applying.apply(INSURER, staged(path), sure=sure)


def test_a_file_is_looked_at_and_then_applied(houses: Houses, tmp_path: Path) -> None:
    path = file(tmp_path, [line(1), line(2, relation="spouse", policy="P-00001"), line(3)])
    seen = applying.preview(INSURER, staged(path))
    assert (seen.lines, seen.new, seen.changed, seen.same, seen.ends, seen.of) == (3, 3, 0, 0, 1, 1)
    assert find_people(INSURER, "ALB-00001") == ()

    applied(path, sure=True)
    one = find_people(INSURER, "ALB-00002")[0]
    assert (one.family, one.why) == ("Shembull2", "card")
    found = person(INSURER, one.public)
    assert found is not None
    assert [(cover.number, cover.kind, cover.relation) for cover in found.covers] == [("M-00002", "family", "spouse")]


def test_the_same_file_again_changes_nothing(houses: Houses, tmp_path: Path) -> None:
    path = file(tmp_path, [line(n) for n in range(1, 8)])
    applied(path, sure=True)
    seen = applying.preview(INSURER, staged(path))
    assert (seen.new, seen.changed, seen.same, seen.ends) == (0, 0, 7, 0)


def test_a_row_that_cannot_be_used_is_named_without_its_content(houses: Houses, tmp_path: Path) -> None:
    bad = [
        line(1, born_on="31.12.1980"),
        line(2, national_number="G80218157A", country="AL"),
        line(3, given=""),
        line(4),
        line(4, policy="P-9"),
        line(6, until_on="2025-01-01", email="nobody"),
    ]
    seen = applying.preview(INSURER, staged(file(tmp_path, bad)))
    assert seen.faults == (
        Fault(1, "born_on", "not-a-date"),
        Fault(2, "national_number", "other-birth-date"),
        Fault(3, "given", "missing"),
        Fault(5, "card", "twice-in-file"),
        Fault(5, "number", "twice-in-file"),
        Fault(6, "email", "not-an-address"),
        Fault(6, "until_on", "ends-before-it-begins"),
    )
    assert (seen.lines, seen.new) == (6, 1)
    assert "Shembull" not in repr(seen)


def test_a_file_that_would_end_more_than_two_in_a_hundred_memberships_asks_again(
    houses: Houses, tmp_path: Path
) -> None:
    applied(file(tmp_path, [line(n) for n in range(1, 102)]), sure=True)
    shorter = file(tmp_path, [line(n) for n in range(4, 102)], "shorter.csv")
    with pytest.raises(applying.AsksAgain) as no:
        applied(shorter)
    assert (no.value.ends, no.value.of) == (3, 101)
    assert applying.preview(INSURER, staged(shorter)).ends == 3

    two_less = file(tmp_path, [line(n) for n in range(3, 102)], "two-less.csv")
    assert applied(two_less).ends == 2
    gone = find_people(INSURER, "ALB-00002")[0]
    assert gone.covered_until is not None


def test_a_member_who_is_not_in_the_file_is_a_notice_on_the_open_case_and_no_more(
    houses: Houses, tmp_path: Path
) -> None:
    case = opened(houses.ours)
    applied(file(tmp_path, [line(n) for n in range(1, 4)]), sure=True)
    told = notices(houses.ours.actor())
    assert [(one.case, one.key) for one in told] == [(case, "cover-ended")]
    assert [one.public for one in open_cases_of(houses.ours.actor(), houses.ours.member)] == [case]


def test_a_half_read_file_goes_on_where_it_stopped(
    houses: Houses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "STEP", 2)
    path = file(tmp_path, [line(n) for n in range(1, 8)])

    def stop(what: str, done: int, of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    told = {"population": "albsig-jete-members", "programme": "albsig-mso"}
    with pytest.raises(KeyboardInterrupt):
        staging.stage(INSURER, path, **told, shown=stop)
    steps: list[int] = []
    run = staging.stage(INSURER, path, **told, shown=lambda what, done, of: steps.append(done))
    assert steps == [6, 7]
    assert len(staging.checked(INSURER, run)[0]) == 7


def test_a_changed_name_and_a_known_national_number_move_the_person_they_belong_to(
    houses: Houses, tmp_path: Path
) -> None:
    first = line(1, born_on="1980-02-03", national_number="I00203001A", country="AL")
    applied(file(tmp_path, [first]), sure=True)
    before = find_people(INSURER, "I00203001A")[0]

    married = first | {"family": "Martuar"}
    assert applied(file(tmp_path, [married], "married.csv")).changed == 1
    assert [one.public for one in find_people(INSURER, "Martuar")] == [before.public]
    assert find_people(INSURER, "Shembull1") == ()

    rejoined = married | {"number": "M-90000", "card": "ALB-90000", "policy": "P-90000"}
    applied(file(tmp_path, [rejoined], "rejoined.csv"), sure=True)
    assert [one.public for one in find_people(INSURER, "ALB-90000")] == [before.public]


def test_a_file_of_another_shape_is_refused_with_its_columns_named() -> None:
    with pytest.raises(ValueError, match="unknown or doubled columns: shoe_size"):
        columns_of([*COLUMNS, "shoe_size"])
    with pytest.raises(ValueError, match="columns are missing: policy"):
        columns_of([name for name in COLUMNS if name != "policy"])


def test_every_fault_of_a_line_is_told_at_once() -> None:
    found = read(7, line(1, given="x" * 201, sex="f", born_on=(TODAY + timedelta(days=1)).isoformat()), TODAY)
    assert found == (
        Fault(7, "given", "too-long"),
        Fault(7, "sex", "not-in-list"),
        Fault(7, "born_on", "not-a-birth-date"),
    )


def test_another_population_is_not_there(houses: Houses, tmp_path: Path) -> None:
    stranger = Actor("Nobody", "administrator", "tjeter-jete")
    organisations.change(stranger, "tjeter-jete", city="Tirana")
    with pytest.raises(LookupError, match="not-there"):
        staging.stage(stranger, file(tmp_path, [line(1)]), population="albsig-jete-members", programme="albsig-mso")
