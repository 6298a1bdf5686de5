"""The words of the page that has no line: every answer it may give, written into it while there still is one."""

from django.utils.translation import pgettext

TONES = {
    "valid": ("ok", "circle-check"),
    "further": ("ok", "circle-check"),
    "reserved": ("warn", "phone"),
    "spent": ("danger", "ban"),
    "revoked": ("danger", "circle-x"),
    "held": ("warn", "circle-pause"),
    "other-day": ("warn", "calendar-x"),
    "other-clinic": ("danger", "building-2"),
    "forged": ("danger", "shield-alert"),
    "unreadable": ("warn", "scan-line"),
    "mistyped": ("warn", "circle-question-mark"),
    "unlisted": ("warn", "circle-question-mark"),
    "stale": ("warn", "clock-alert"),
}


def answers() -> dict[str, dict[str, str]]:
    """Each answer by its key: tone, icon, title, what to say, what to do. `{day}` and `{hour}` are filled in later."""
    return {
        key: {"tone": tone, "icon": icon, "title": title, "say": say, "next": following}
        for key, (tone, icon) in TONES.items()
        for title, say, following in (_words()[key],)
    }


def _words() -> dict[str, tuple[str, str, str]]:
    return {
        "valid": (
            pgettext("offline", "Valid today"),
            pgettext("offline", "Good day. May I see your identity card?"),
            pgettext("offline", "Compare the name on the paper with the document, then choose what you saw."),
        ),
        "further": (
            pgettext("offline", "Valid: a further service of this visit"),
            pgettext("offline", "You are checked in already. The doctor has the further authorisation."),
            pgettext("offline", "No second check-in."),
        ),
        "reserved": (
            pgettext("offline", "A number from the sealed sheet of today"),
            pgettext("offline", "The call centre gave this number by telephone. May I see your identity card?"),
            pgettext("offline", "Write the number and the time on the day's list. The call centre enters it later."),
        ),
        "spent": (
            pgettext("offline", "Used already, {hour}"),
            pgettext("offline", "This paper was used here at {hour}. I check what happened."),
            pgettext("offline", "Do not check in a second time."),
        ),
        "revoked": (
            pgettext("offline", "No longer valid"),
            pgettext("offline", "This paper was taken back or replaced. Let us call the call centre together."),
            pgettext("offline", "Do not check in."),
        ),
        "held": (
            pgettext("offline", "On hold"),
            pgettext("offline", "Your visit cannot take place as planned. I ask what we can offer you."),
            pgettext("offline", "Do not check in. Call the call centre."),
        ),
        "other-day": (
            pgettext("offline", "Valid on {day}, not today"),
            pgettext("offline", "This paper is for {day}. The call centre can move the visit."),
            pgettext("offline", "Do not check in."),
        ),
        "other-clinic": (
            pgettext("offline", "A paper for another clinic"),
            pgettext("offline", "This paper is not for our clinic. Its address stands on the paper."),
            pgettext("offline", "Do not check in."),
        ),
        "forged": (
            pgettext("offline", "This code is not genuine"),
            pgettext("offline", "I cannot read this paper. Let us call the call centre together."),
            pgettext("offline", "Do not check in. Keep the paper if the insured agrees."),
        ),
        "unreadable": (
            pgettext("offline", "Not read to the end"),
            pgettext("offline", "One moment, I scan it once more."),
            pgettext("offline", "Lay the paper flat and scan again, or type the number."),
        ),
        "mistyped": (
            pgettext("offline", "A sign of this number is wrong"),
            pgettext("offline", "May I see the paper once more?"),
            pgettext("offline", "Type it again, sign by sign; or scan the code."),
        ),
        "unlisted": (
            pgettext("offline", "This number cannot be checked without a line"),
            pgettext("offline", "May I see the paper with its code?"),
            pgettext("offline", "Scan the code: it proves itself. A number alone must be on the day's list."),
        ),
        "stale": (
            pgettext("offline", "The last contact is more than a day ago"),
            pgettext("offline", "I call the call centre to be sure."),
            pgettext("offline", "Without a contact in 24 hours this page says no to every paper."),
        ),
    }


def rules() -> dict[str, str]:
    """What becomes of a paper that was taken back after the last contact, by the name of the rule."""
    return {
        "honoured-offline": pgettext(
            "offline", "A paper taken back after the last contact is honoured: the insurer pays the visit all the same."
        ),
        "refused-offline": pgettext(
            "offline", "A paper taken back after the last contact is not honoured: ask for a call where you can."
        ),
    }


def outcomes() -> dict[str, str]:
    """What became of what was told afterwards, in few words, by the reason."""
    return {
        "recorded": pgettext("offline", "recorded"),
        "authorisation-used": pgettext("offline", "used twice; the insurer was told"),
        "authorisation-revoked": pgettext("offline", "was taken back meanwhile; the insurer was told"),
        "authorisation-void": pgettext("offline", "was no longer valid; the insurer was told"),
        "visit-suspended": pgettext("offline", "the visit was on hold; the insurer was told"),
        "identity-not-proved": pgettext("offline", "the document is not enough; record it again on the page of today"),
        "authorisation-for-another-day": pgettext("offline", "for another day; the insurer was told"),
        "other": pgettext("offline", "turned away; kept for the insurer"),
        "again": pgettext("offline", "not yet; it is told again"),
    }


def standing() -> dict[str, str]:
    """Where the page stands: with a line or without, and since when."""
    return {
        "online": pgettext("offline", "Line is up. As of {hour}."),
        "offline": pgettext("offline", "No line. As of {hour}; good until {until}."),
        "stale": pgettext("offline", "No line for more than a day. This page judges nothing any more."),
        "empty": pgettext("offline", "This page has not been prepared yet. Open it once while there is a line."),
        "old": pgettext("offline", "This browser cannot check signatures. Use the printed list."),
        "sign-in": pgettext("offline", "The line is up. Sign in to send what is kept here."),
        "waiting": pgettext("offline", "{count} kept here, not sent yet"),
        "sent": pgettext("offline", "Everything is sent."),
        "kept": pgettext("offline", "kept here"),
        "taken": pgettext("offline", "let in"),
        "turned": pgettext("offline", "turned away"),
    }


def everything() -> dict[str, dict[str, dict[str, str]] | dict[str, str]]:
    """All of it, as the page carries it along."""
    return {"answers": answers(), "rules": rules(), "outcomes": outcomes(), "standing": standing()}


def proofs() -> dict[str, str]:
    """What reception saw, in words."""
    return {
        "identity-document": pgettext("offline", "Identity card"),
        "passport": pgettext("offline", "Passport"),
        "child": pgettext("offline", "A child: birth certificate and the parent's identity card"),
        "own-card": pgettext("offline", "A child from 14: own identity card"),
    }
