"""The gallery: every component with invented values, so that people can look at them and tests can measure them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from konsil.web.ui.lines import Mark, Span
from konsil.web.ui.widgets import DayField

PAGES = ("desk", "parts", "member", "small")
HOLIDAYS = (date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 8))

PLACES = [
    {"url": "#", "icon": "inbox", "text": "Work", "current": True},
    {"url": "#", "icon": "folder-search", "text": "Cases"},
    {"url": "#", "icon": "hospital", "text": "Centres"},
    {"url": "#", "icon": "mail", "text": "Inbox", "count": 3},
    {"url": "#", "icon": "chart-line", "text": "Reports"},
    {"url": "#", "icon": "calendar-days", "text": "Calendar"},
]

DEMO = {
    "now": "Wed 25 Nov 10:20", "url": "#", "person": "Arta", "beside": "Elira", "beside_url": "#", "tour_url": "#",
    "people": [
        {"key": "arta", "name": "Arta Dervishi", "role": "coordinator", "current": True},
        {"key": "elira", "name": "Elira Hoxha", "role": "member, on her phone"},
        {"key": "leka", "name": "Artan Leka", "role": "treating doctor"},
        {"key": "blerta", "name": "Blerta Prifti", "role": "Albsig"},
    ],
}  # fmt: skip

LATE = [
    Span(datetime(2026, 11, 19, 16), datetime(2026, 11, 20, 9, 5), "operator", "consent form", "Us", "Sent 3 h 05 after the request, of 12 working hours.", "19–20 Nov"),
    Span(datetime(2026, 11, 20, 9, 5), datetime(2026, 11, 24, 12), "member", "signs", "Elira", "Mon 23 Nov is a holiday.", "20–24 Nov"),
    Span(datetime(2026, 11, 24, 12), datetime(2026, 11, 25, 16), "operator", "three centres", "Us", "Three working days from the request: due today.", "24–25 Nov"),
    Span(datetime(2026, 11, 25, 16), datetime(2026, 11, 27, 16), "member", "chooses", "Elira", "By Friday, as we ask her.", "25–27 Nov"),
    Span(datetime(2026, 11, 27, 16), datetime(2026, 12, 2, 12), "doctor", "records", "Dr Leka", "No term in the contract; our own aim is three working days.", "27 Nov – 2 Dec"),
    Span(datetime(2026, 12, 2, 12), datetime(2026, 12, 16, 16), "centre", "writes the opinion", "Nordhaven", "Ten working days from complete records. Tue 8 Dec is a holiday.", "2–16 Dec"),
]  # fmt: skip
LATE_MARKS = [
    Mark(datetime(2026, 11, 19, 16), "asked", "asked", "19 Nov"),
    Mark(datetime(2026, 11, 25, 10, 20), "today", "today"),
    Mark(datetime(2026, 12, 16, 16), "answer", "answer expected", "16 Dec"),
    Mark(datetime(2026, 12, 15, 8), "operation", "operation", "15 Dec"),
]


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As it stands on the identity card.")
    born = DayField(label="Date of birth")
    phone = forms.CharField(label="Phone", required=False)
    number = forms.CharField(label="Identity number", help_text="Ten characters, for example J45314019V.")
    programme = forms.ChoiceField(label="Programme", choices=[("a", "Albsig MSO"), ("b", "Albsig MSO plus")])
    question = forms.CharField(label="Her question, in her words", widget=forms.Textarea)
    channel = forms.ChoiceField(
        label="How may we write to her?", widget=forms.RadioSelect,
        choices=[("portal", "On her page"), ("mail", "E-mail"), ("post", "Letter by post")],
    )  # fmt: skip
    may_tell = forms.BooleanField(label="Her daughter may be told", required=False)
    code = forms.CharField(label="Code")
    paper = forms.FileField(label="Report", required=False)


def show(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One page of the gallery: `desk`, `parts`, `member` or `small`."""
    return render(request, f"ui/gallery/{page}.html", _values())


def _values() -> dict[str, Any]:
    wrong = Sample({"born-day": "31", "born_0": "31", "born_1": "2", "born_2": "1974", "name": "Elira Hoxha", "programme": "a"})
    return {
        "rail_items": PLACES, "me": {"name": "Arta Dervishi", "first": "Arta", "sign_out_url": "#", "links": []},
        "demo": DEMO, "languages": ["sq", "en"], "language_url": "#", "here": "#", "today": date(2026, 11, 25),
        "brand": {"name": "Opinioni i dytë", "line": "për anëtarët e Albsig Jetë"},
        "now": datetime(2026, 11, 25, 10, 20), "holidays": HOLIDAYS, "spans": LATE, "marks": LATE_MARKS,
        "empty_form": Sample(), "wrong_form": wrong, "sq": get_language() == "sq",
        "balls": [("operator", "Us", 3), ("member", "Member", 4), ("doctor", "Doctor", 6), ("centre", "Centre", 9)],
        "months": [(date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1), 26 + n * 3 % 11, n * 7 % 4) for n in range(13)],
        "meta_a": ["MSO-2026-01490", "Albsig MSO", "sq"], "meta_b": ["MSO-2026-01483", "Albsig MSO plus", "sq"],
        "tabs": [
            {"url": "#", "text": "Mine", "count": 14, "current": True}, {"url": "#", "text": "Team", "count": 52},
            {"url": "#", "text": "Unassigned", "count": 3}, {"url": "#", "text": "Waiting for others", "count": 21},
        ],
        "question": [
            ("Her question", "Must the whole breast go?"), ("Diagnosis", "Invasive ductal carcinoma, left breast · C50.4"),
            ("Planned", "Mastectomy, Tue 15 Dec"), ("Treating doctor", "Dr Artan Leka, Tirana"),
        ],
        "may": [
            ("Has a diagnosis", "ok"), ("Seen on 2 Nov, within 12 months", "ok"),
            ("Not acute or life-threatening", "ok"), ("Second number not checked yet", "wait"),
        ],
        "steps": STEPS_SQ, "path": PATH,
        "thread": [
            {"who": "Elira", "when": "11:32", "text": "A mund ta zgjedh qendrën bashkë me vajzën time? Ajo vjen nesër.", "lang": "sq"},
            {"who": "Arta", "when": "11:40", "text": "Po, sigurisht. Ju telefonoj sot në 15:30.", "lang": "sq", "mine": True},
        ],
        "reads": [
            {"when": "Tue 24 Nov, 16:02", "who": "Arta Dervishi", "whose": "coordinator, MediGuide", "what": "Histology report"},
            {"when": "Wed 25 Nov, 09:10", "who": "Dr Genta Marku", "whose": "medical officer, MediGuide", "what": "Case page"},
        ],
        "points_1": [("award", "E para për kancerin e gjirit, lista e vitit 2026"), ("clock", "Zakonisht 7 ditë pune"), ("languages", "Raporti edhe në shqip")],
        "points_2": [("award", "E dyta, lista e vitit 2026"), ("clock", "Zakonisht 8 ditë pune"), ("languages", "Raporti edhe në shqip")],
        "points_3": [("award", "E katërta, lista e vitit 2026"), ("clock", "Zakonisht 9 ditë pune"), ("languages", "Raporti edhe në shqip")],
    }  # fmt: skip


STEPS_SQ = [
    {"state": "done", "text": "Kërkesa", "note": "19 nëntor"},
    {"state": "done", "text": "Pëlqimi i nënshkruar", "note": "24 nëntor"},
    {"state": "now", "text": "Zgjidhni qendrën", "note": "radha juaj, deri më 27 nëntor"},
    {"state": "next", "text": "Qendra shkruan opinionin", "note": "10 ditë pune nga kartela e plotë"},
    {"state": "next", "text": "E merrni ju dhe mjeku juaj", "note": "brenda 12 orëve pune"},
]
PATH = [
    {"state": "done", "text": "Request", "note": "Thu 19 Nov 16:00"},
    {"state": "done", "text": "Consent form", "note": "sent in 3 h 05 of 12 h"},
    {"state": "now", "text": "Three centres", "note": "5 h 40 left of 3 days"},
    {"state": "next", "text": "Records", "note": "our aim: 3 working days"},
    {"state": "next", "text": "Opinion", "note": "10 working days"},
    {"state": "next", "text": "Delivered", "note": "within 12 h"},
]
