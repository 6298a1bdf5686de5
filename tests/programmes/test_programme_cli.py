"""`konsil programme`: what it shows, what it faults, what it draws, and what another promise would have cost."""

from pathlib import Path

import pytest

from konsil import library
from konsil.core.drawing import draw
from konsil.core.wording import Wording
from konsil.plain import Plain
from konsil.programme_cli import checking, folders, main

Printed = pytest.CaptureFixture[str]
ALBSIG = folders.read(folders.files("albsig-mso"))


def copy(into: Path, **changed: str) -> Path:
    """The Albsig folder in a place of its own, some of its files written anew."""
    for path, text in {**library.folder("albsig-mso"), **changed}.items():
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text, "utf8")
    return into


def programme(old: str, new: str) -> str:
    """The text of the Albsig programme with a passage changed."""
    text = library.folder("albsig-mso")["2024-01-01.toml"]
    assert old in text
    return text.replace(old, new)


def check_words_and_journeys(folder: Path) -> list[str]:
    """The faults of everything but the proof."""
    answers = checking.steps(folders.read(folders.files(str(folder))), lambda states: None)
    return [fault for answer in (next(answers), next(answers)) for fault in answer.faults]


@pytest.mark.shows("Y22")
@pytest.mark.shows("A03")
def test_the_check_of_the_product(capsys: Printed) -> None:
    """`programme check` proves an end is reachable when every optional party refuses, is dead or does not answer;
    both lists closed per programme; nothing else can end a request."""
    assert main(["check", "--all"]) == 0
    told = capsys.readouterr().out
    assert "an end is reachable without member, relative, doctor, candidate, centre" in told
    assert told.splitlines()[-1] == "  it holds"


def test_a_row_tells_who_after_what_and_where_it_comes_from(capsys: Printed) -> None:
    assert main(["show", "albsig-mso"]) == 0
    told = capsys.readouterr().out
    begin = told.index("consent.signed ")
    assert told[begin:].splitlines()[:6] == [
        "consent.signed              Consent signed                                    second-opinion + albsig-mso",
        "  by       member, coordinator",
        "  after    consent.sent",
        "  voids    consent.refused",
        "  keeps    case.closed",
        "  clause   c: With the choice made and the form signed, MediGuide fetches the records straight from the",
    ]


def test_a_promise_is_shown_as_a_sentence_with_its_clause(capsys: Printed) -> None:
    main(["show", "albsig-mso", "--language", "sq"])
    told = capsys.readouterr().out
    begin = told.index("consent-form ")
    assert told[begin:].splitlines()[1:5] == [
        "  Formulari i pëlqimit niset brenda 12 orëve pune nga kërkesa e parë.",
        "  operator → member: 12 working hours of request.received",
        "  met by consent.sent | request.declined",
        "  clause a",
    ]


def test_a_promise_without_a_clause_is_said_to_be_ours(capsys: Printed) -> None:
    main(["show", "albsig-mso"])
    told = capsys.readouterr().out
    assert told[told.rindex("centre-accepts ") :].splitlines()[4] == "  Our own target, not the contract's"


def test_a_language_it_does_not_speak_is_told_plainly() -> None:
    with pytest.raises(Plain, match="albsig-mso does not speak 'kk'; it speaks sq, en"):
        main(["show", "albsig-mso", "--language", "kk"])


def test_neither_a_key_nor_a_folder_is_told_plainly() -> None:
    with pytest.raises(Plain, match="no folder of this name, and no programme; there are albsig-mso"):
        main(["show", "nowhere"])


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path, capsys: Printed) -> None:
    bad = copy(tmp_path, **{
        "2024-01-01.toml": programme("seen_within", "sen_within").replace('"12 working hours"', '"12 office hours"', 1),
        "journeys.toml": '[[journey]]\nname = "x"\nbegin = "y"\n',
    })  # fmt: skip
    assert main(["check", str(bad)]) == 2
    told = capsys.readouterr().err
    assert "2024-01-01.toml: terms.request.sen_within: no such key; there are declines, examined, " in told
    assert "2024-01-01.toml: promise.consent-form.within: '12 office hours' is no span" in told
    assert "journeys.toml: begin: Extra inputs are not permitted" in told


def test_a_file_that_is_no_toml_is_told_by_its_name(tmp_path: Path, capsys: Printed) -> None:
    assert main(["show", str(copy(tmp_path, **{"journeys.toml": "journey = ["}))]) == 2
    assert capsys.readouterr().err.startswith("journeys.toml: ")


def test_a_version_is_named_after_its_day(tmp_path: Path, capsys: Printed) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "there is no <date>.toml" in capsys.readouterr().err


def test_a_clause_nobody_worded_is_a_fault(tmp_path: Path) -> None:
    bad = copy(tmp_path, **{"2024-01-01.toml": programme('clause = "acute"', 'clause = "agony"')})
    assert check_words_and_journeys(bad) == [
        "texts.sq: no words for clause.agony",
        "texts.sq: no words for clause.agony.source",
        "texts.sq: nothing asks for clause.acute",
        "texts.sq: nothing asks for clause.acute.source",
        "texts.en: no words for clause.agony",
        "texts.en: no words for clause.agony.source",
        "texts.en: nothing asks for clause.acute",
        "texts.en: nothing asks for clause.acute.source",
    ]


def test_a_closing_that_no_journey_reaches_is_a_fault(tmp_path: Path) -> None:
    bad = copy(tmp_path, **{
        "2024-01-01.toml": programme('closings = ["withdrawn"', 'closings = ["moved-away", "withdrawn"'),
        **{f"texts/{one}.toml": library.folder("albsig-mso")[f"texts/{one}.toml"] + '\n[closing]\nmoved-away = "…"\n'
           for one in ("sq", "en")},
    })  # fmt: skip
    assert check_words_and_journeys(bad) == ["closing.moved-away: no journey reaches it"]


def test_the_check_needs_a_programme_or_all_of_them() -> None:
    with pytest.raises(Plain, match="name a programme or its folder, or write --all"):
        main(["check"])


def test_a_drawing_goes_to_a_file_or_to_the_terminal(tmp_path: Path, capsys: Printed) -> None:
    drawn = draw(ALBSIG.newest.programme, Wording(ALBSIG.newest.texts, "sq"))
    assert main(["draw", "albsig-mso", "--language", "sq", "--to", str(tmp_path / "albsig.svg")]) == 0
    assert (tmp_path / "albsig.svg").read_text("utf8") == drawn
    main(["draw", "albsig-mso", "--language", "sq"])
    assert capsys.readouterr().out == drawn


def test_what_a_shorter_promise_would_have_cost(capsys: Printed) -> None:
    asked = ["--promise", "consent-form", "--within", "1 working minute", "--examples"]
    assert main(["what-if", "albsig-mso", *asked]) == 0
    told = capsys.readouterr().out.splitlines()
    now, then = (int(line.split()[-3]) for line in told[1:3])
    assert (told[1].split()[:4], told[2].split()[:4]) == (
        ["late", "within", "12", "working"],
        ["late", "within", "1", "working"],
    )
    assert (now < then, told[3]) == (True, "  the working time of those late was with")


def test_a_promise_it_does_not_make_is_told_with_those_it_makes() -> None:
    with pytest.raises(Plain, match="there is no promise 'cure'; there are centre-accepts, "):
        main(["what-if", "albsig-mso", "--promise", "cure", "--within", "1 day"])


def test_a_span_that_is_none_is_refused_in_words(capsys: Printed) -> None:
    with pytest.raises(SystemExit):
        main(["what-if", "albsig-mso", "--promise", "consent-form", "--within", "soon"])
    assert "'soon' is no span; write '12 working hours', '10 days' or '1 month'" in capsys.readouterr().err
