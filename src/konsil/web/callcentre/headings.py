"""The lanes of a call centre: what each is called, what its lines ask for, and its sign."""

from typing import Literal

from django.utils.translation import pgettext

Key = Literal[
    "waiting", "questioned", "changed", "unseen", "returned", "unannounced", "to-authorise", "asked", "to-book",
    "held", "beyond", "wished", "advised",
]  # fmt: skip


def words_of(key: Key) -> tuple[str, str, str]:
    """Heading, what its lines ask for, icon."""
    return {
        "waiting": (pgettext("lane", "The patient is waiting"), pgettext("lane", "At the clinic, now."), "hourglass"),
        "questioned": (
            pgettext("lane", "Who is this?"),
            pgettext("lane", "A document is in question at the desk."),
            "fingerprint-pattern",
        ),
        "changed": (
            pgettext("lane", "Changed by the clinic"),
            pgettext("lane", "Take note, and tell the insured."),
            "calendar-x",
        ),
        "returned": (
            pgettext("lane", "Papers that came back"),
            pgettext("lane", "Send again, or read the number out."),
            "mail-x",
        ),
        "unseen": (
            pgettext("lane", "Not seen by the clinic yet"),
            pgettext("lane", "Moved or cancelled; ring them up."),
            "eye",
        ),
        "held": (pgettext("lane", "On hold"), pgettext("lane", "A doctor is away or a device broken."), "circle-pause"),
        "to-authorise": (
            pgettext("lane", "To authorise"),
            pgettext("lane", "Booked visits without a paper."),
            "shield-check",
        ),
        "unannounced": (
            pgettext("lane", "Booked at the clinic, not announced"),
            pgettext("lane", "The insured has not told us yet."),
            "building-2",
        ),
        "to-book": (pgettext("lane", "To book"), pgettext("lane", "Requests without a time."), "calendar-clock"),
        "asked": (
            pgettext("lane", "With the medical reviewer"),
            pgettext("lane", "Questions without an answer."),
            "stethoscope",
        ),
        "beyond": (
            pgettext("lane", "Done without a paper"),
            pgettext("lane", "Take it over with a second person, or it is held."),
            "triangle-alert",
        ),
        "wished": (pgettext("lane", "Wait-list"), pgettext("lane", "Waiting for a time that is given up."), "list"),
        "advised": (
            pgettext("lane", "Recommendations without an outcome"),
            pgettext("lane", "What became of them?"),
            "forward",
        ),
    }[key]
