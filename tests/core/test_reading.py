"""A programme's file is read whole: all its faults at once, each beginning with the key it is about."""

from datetime import date

import pytest

from core import small
from core.small import faults
from core.wandering import PROGRAMME
from konsil import library
from konsil.core import reading
from konsil.core.programme import Promise, Role
from konsil.core.reading import BadProgramme, Source
from konsil.core.worktime import Span


def test_a_sound_file_has_no_faults() -> None:
    assert faults() == ()


def test_all_faults_of_a_file_are_told_at_once_with_the_key_named() -> None:
    """Eleven mistakes in eleven places: none hides another."""
    told = faults(
        ('"Europe/Tirane"', '"Europe/Tirana"'),
        ('"08:00-16:00"', '"08:00-25:00"'),
        ('"5 working days"', '"5 wroking days"'),
        ('after = ["consent.refused | overdue member-signs"]', 'after = ["consent.refused or nothing"]'),
        ("questions = 2", "qestions = 2"),
        ('closings = ["lapsed", "no-consent"]', "closings = []"),
        more="""
[terms.weather]
sunny = true

[promise.second]
owes = "coordinator"
to = "member"
of = "request.received"
met_by = ["consent.sent"]
within = "1 month"
calendar = "moon"
not_after = "soon of request.received"

[stage.request]
done = ["every consent request.received"]
public = "request"
usual = "a while"
""",
    )
    assert {fault.partition(":")[0] for fault in told} == {
        "timezone",
        "calendar.operator",
        "promise.member-signs.within",
        "flow.case.closed.after",
        "terms.request.qestions",
        "terms.course.closings",
        "terms.weather",
        "promise.second.calendar",
        "promise.second.not_after",
        "stage.request.done",
        "stage.request.usual",
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('key = "small"\n', "", ("key: Field required",)),
        ('languages = ["en"]', "languages = []",
         ("languages: Tuple should have at least 1 item after validation, not 0",)),
        ("undo = 10", "undo = -1", ("flow.consent.released.undo: Input should be greater than or equal to 0",)),
        ("undo = 10", "undoo = 10",
         ("flow.consent.released.undoo: no such key; there are after, after_end, by, clause, disclosure, keeps, "
          "not_by, second, tell, undo, voids",)),
        ('holidays = "AL"', 'holidays = "XX"',
         ("calendar.operator: no holidays of 'XX'; there are AL. Further days: [calendar.operator.special]",)),
        ("[terms.request]\n", '[terms.course.x]\n[terms.request]\n',
         ("terms.course.x: no such key; there are closings",)),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be_read_is_a_fault(old: str, new: str, told: tuple[str, ...]) -> None:
    assert faults((old, new)) == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('[flow."note.written"]', '[flow."note.wriitten"]', "flow.note.wriitten: no such fact"),
        ('by = ["member"]\nafter = ["request.received"]', 'by = ["mmber"]\nafter = ["request.received"]',
         "flow.questions.put: no role 'mmber'"),
        ('after = ["consent.released"]', 'after = ["consent.relesed"]',
         "flow.consent.sent.after: 'consent.relesed' is not in the flow"),
        ('"consent.sent", "no consent.refused"', '"consent.sent", "no consent.refussed"',
         "flow.consent.signed.after: 'consent.refussed' is not in the flow"),
        ("overdue member-signs", "overdue member-sings", "flow.case.closed.after: no promise 'member-sings'"),
        ('when = ["every consent: consent.signed"]', 'when = ["every visit: consent.signed"]',
         "end.signed.when: no fact of the flow opens an item 'visit'; there are consent"),
        ('per = "consent"', 'per = "consnt"',
         "promise.member-signs.per: no fact of the flow opens an item 'consnt'; there are consent"),
        ('to = "member", sent', 'per = "consnt", sent',
         "flow.consent.released.tell: no fact of the flow opens an item 'consnt'; there are consent"),
        ('[flow."consent.refused"]', '[flow."consent.refused"]\nvoids = ["consent.sgned"]',
         "flow.consent.refused.voids: 'consent.sgned' is not in the flow"),
        ('[flow."consent.refused"]', '[flow."consent.refused"]\nsecond = "boss"',
         "flow.consent.refused: no role 'boss'"),
        ('[flow."consent.refused"]', '[flow."consent.refused"]\ndisclosure = "x"',
         "flow.consent.refused.disclosure: no disclosure 'x'"),
        ('sent = "consent.sent" }', 'sent = "consent.snt" }',
         "flow.consent.released.tell: 'consent.snt' is not in the flow"),
        ('to = "member", sent', 'to = "", sent',
         "flow.consent.released.tell: write to = a role, or per = a kind of item"),
        ('to = "member", sent', 'to = "nobody", sent',
         "flow.consent.released.tell: write to = a role, or per = a kind of item"),
        ('supervisor = { party = "desk" }', 'supervisor = { party = "desk" }\nclerk = {}', None),
        ('to = "coordinator"\npurpose', 'to = "doctor"\npurpose', "disclosure.records-to-centre.to: no role 'doctor'"),
        ('met_by = ["consent.signed", "consent.refused"]', 'met_by = ["consent.sighed"]',
         "promise.member-signs: 'consent.sighed' is not in the flow"),
        ('within = "5 working days"', 'within = "5 working days"\npauses = ["lunch"]',
         "promise.member-signs.pauses: no pause 'lunch'"),
        ('owes = "member"', 'owes = "nobody"', "promise.member-signs: no role 'nobody'"),
    ],
)  # fmt: skip
def test_a_word_that_leads_nowhere_is_a_fault(old: str, new: str, told: str | None) -> None:
    assert faults((old, new)) == (() if told is None else (told,))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[pause.p]\nfrom = "a"\nuntil = "note.written"', "pause.p: 'a' is not in the flow"),
        ('[turn.t]\nholder = "member"\nfrom = ["a"]\nuntil = ["note.written"]', "turn.t: 'a' is not in the flow"),
        ('[stage.s]\ndone = ["a"]\npublic = "request"', "stage.s.done: 'a' is not in the flow"),
        ('[terms.question]\nx = 1', "terms.question: no module of this name has terms"),
        ('[terms.opinion]\nrecipients = ["member"]', "terms.opinion: the flow uses no fact of this module"),
        ('[flow."consent.bounced"]\nby = ["coordinator"]\nafter = ["consent.sent"]',
         "flow.consent.bounced.by: only the worker knows that it was sent (R6); write by = ['konsil']"),
        ('[override."no-consent"]\nby = ["supervisor"]',
         "override.no-consent: refusals of identity, consent, party and single use are never overridden"),
        ('[flow."case.reopened"]\nby = ["coordinator"]\nafter = ["case.closed"]\nvoids = ["request.received"]',
         "flow.case.reopened.voids: 'request.received' happened in the world; nothing may void it"),
        ('[flow."case.reopened"]\nby = ["coordinator"]\nafter = ["case.closed"]\nvoids = ["consent.sent"]',
         "flow.case.reopened: 'consent.refused' rests on what it voids; list it under voids or keeps"),
    ],
)  # fmt: skip
def test_what_is_added_must_lead_somewhere(more: str, told: str) -> None:
    assert told in faults(more=f"\n{more}\n")


def test_a_role_needs_a_party_or_a_fact_that_binds_it() -> None:
    told = faults(
        ("member = { may", "clerk = {}\nmember = { may"), ('by = ["member", "c', 'by = ["member", "clerk", "c')
    )
    assert told == ("role.clerk: neither a party nor a fact that binds it",)


def test_a_signature_lasts_for_a_span() -> None:
    assert faults(more='\n[terms.consent]\nlasts = "6 months"\n') == ()
    (told,) = faults(more='\n[terms.consent]\nlasts = "for ever"\n')
    assert told.startswith("terms.consent.lasts: Value error, 'for ever' is no span")


def test_a_programme_without_an_end_is_a_fault() -> None:
    text = small.TEXT.partition("[end.signed]")[0]
    with pytest.raises(BadProgramme) as bad:
        reading.read(Source(date(2026, 1, 1), text, {}), small.HOLIDAYS)
    assert bad.value.faults == ("end: the programme has no end",)


def test_a_file_that_is_no_toml_says_where() -> None:
    assert [fault.partition(" (")[0] for fault in faults(('key = "small"', "key = small"))] == ["Invalid value"]


def test_a_pathway_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(BadProgramme) as bad:
        reading.read(Source(date(2026, 1, 1), 'extends = "third-opinion"', library.pathways()), small.HOLIDAYS)
    assert bad.value.faults == ("extends: no pathway 'third-opinion'; there are second-opinion, visit",)


def test_a_promise_is_read_with_its_field_its_cap_and_its_convention() -> None:
    more = """
[promise.called-back]
owes = "operator"
to = "member"
of = "callback.promised.when"
met_by = ["note.written"]
within = "1 hour"
not_after = "2 days of request.received"
count = "include_first"
roll = "next_working_day"
soft = true

[flow."callback.promised"]
by = ["coordinator"]
after = ["request.received"]
"""
    promise = small.programme(more=more).promises["called-back"]
    assert (promise.of, promise.field, promise.within) == ("callback.promised", "when", Span(1, "hour"))
    assert promise.not_after == (Span(2, "day"), "request.received")
    assert (promise.convention.count, promise.convention.roll, promise.soft) == (
        "include_first",
        "next_working_day",
        True,
    )


def test_a_special_day_and_the_worker_need_no_table_of_their_own() -> None:
    special = small.programme(('holidays = "AL"', 'holidays = "AL"\nspecial = { 2026-03-06 = ["09:00-12:00"] }'))
    calendar = special.calendars["operator"]
    assert [str(w) for w in calendar.windows_on(date(2026, 3, 6))] == ["Window(opens=540, closes=720)"]
    assert special.roles["konsil"] == Role("konsil")


def test_the_hash_is_of_what_the_file_says_and_not_of_how() -> None:
    same = small.programme(('languages = ["en"]', 'languages   =   [ "en" ] # a word of why'))
    other = small.programme(('within = "5 working days"', 'within = "6 working days"'))
    assert (same.hash == small.programme().hash, other.hash == small.programme().hash) == (True, False)


def test_each_row_says_from_which_file_it_comes() -> None:
    origins = {PROGRAMME.promises[key].origin for key in ("consent-form", "member-signs")}
    assert origins == {"albsig-mso", "second-opinion"}
    assert PROGRAMME.flow["request.accepted"].origin == "second-opinion + albsig-mso"  # the clause
    assert PROGRAMME.flow["note.written"].origin == "second-opinion"


def test_a_promise_of_no_clause_is_ours() -> None:
    contract = {key for key, promise in PROGRAMME.promises.items() if isinstance(promise, Promise) and promise.clause}
    assert contract == {"consent-form", "three-centres", "doctor-paid", "centre-opines", "opinion-to-recipient"}
