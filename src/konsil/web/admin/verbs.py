"""The forms of the registers, one a verb: what it asks, and the verb of `store.registers` that it stands for."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import pgettext, pgettext_lazy

from konsil.core.case import Actor
from konsil.core.texts import Texts
from konsil.library import vocabulary
from konsil.store.queries.administration import is_party
from konsil.store.queries.registers import organisations
from konsil.store.registers import accounts, calendars, codes
from konsil.store.registers import organisations as register
from konsil.web.staff import language
from konsil.web.ui.pieces.shells import OWN_NAMES
from konsil.web.ui.widgets import DayField

KINDS = (
    ("payer", pgettext_lazy("kind of organisation", "Insurer")),
    ("operator", pgettext_lazy("kind of organisation", "Operator")),
    ("centre", pgettext_lazy("kind of organisation", "Expert centre")),
    ("practice", pgettext_lazy("kind of organisation", "Practice or hospital")),
    ("courier", pgettext_lazy("kind of organisation", "Courier")),
)
ROLES = ("coordinator", "call-centre", "supervisor", "medical-officer", "medical-reviewer", "finance")
LANGUAGES = tuple((one, OWN_NAMES[one]) for one in ("sq", "ro", "en"))
KEY = r"^[a-z0-9][a-z0-9-]{1,60}$"


def roles() -> list[tuple[str, str]]:
    """The roles of an operator's house, in the page's language; a language has words for those of its services."""
    said, spoken = Texts(vocabulary(), {}), language()
    worded = [(one, said.say(spoken, f"role.{one}")) for one in ROLES if said.has(spoken, f"role.{one}")]
    return [*worded, ("admin", pgettext("role", "Administrator"))]


class Verb(forms.Form):
    """The base: `title` on the page, `do` the change. Choices that are registers are read when the form is drawn."""

    title: ClassVar[Any] = ""
    button: ClassVar[Any] = pgettext_lazy("register", "Save")

    def do(self, actor: Actor) -> None:
        raise NotImplementedError

    @property
    def told(self) -> Mapping[str, Any]:
        """What was filled in."""
        return {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}


class Found(Verb):
    """A new organisation."""

    title = pgettext_lazy("register", "Add an organisation")
    key = forms.RegexField(
        KEY, label=pgettext_lazy("register", "Key"),
        help_text=pgettext_lazy("register", "Small letters, digits and hyphens. It never changes."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=pgettext_lazy("register", "Kind"), choices=KINDS)
    name = forms.CharField(label=pgettext_lazy("register", "Name"), max_length=200)
    country = forms.RegexField(r"^[A-Z]{2}$", label=pgettext_lazy("register", "Country"), initial="AL")
    city = forms.CharField(label=pgettext_lazy("register", "City"), max_length=100, required=False)
    phone = forms.CharField(label=pgettext_lazy("register", "Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=pgettext_lazy("register", "E-mail"), required=False)

    def clean_key(self) -> str:
        return _free(self.cleaned_data["key"])

    def do(self, actor: Actor) -> None:
        told = dict(self.told)
        register.found(actor, told.pop("key"), **told)


class Change(Verb):
    """Name, place or telephone of an organisation; what is left empty stays."""

    title = pgettext_lazy("register", "Change an organisation")
    key = forms.ChoiceField(label=pgettext_lazy("register", "Organisation"))
    name = forms.CharField(label=pgettext_lazy("register", "Name"), max_length=200, required=False)
    city = forms.CharField(label=pgettext_lazy("register", "City"), max_length=100, required=False)
    phone = forms.CharField(label=pgettext_lazy("register", "Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=pgettext_lazy("register", "E-mail"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "key")

    def do(self, actor: Actor) -> None:
        told = dict(self.told)
        register.change(actor, told.pop("key"), **told)


class Close(Verb):
    """An organisation that is no more."""

    title = pgettext_lazy("register", "Close an organisation")
    button = pgettext_lazy("register", "Close it")
    key = forms.ChoiceField(label=pgettext_lazy("register", "Organisation"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "key")

    def do(self, actor: Actor) -> None:
        register.close(actor, self.cleaned_data["key"])


class Rank(Verb):
    """A centre's place for a disease; without a source and its date there is no rank."""

    title = pgettext_lazy("register", "Rank a centre")
    disease = forms.RegexField(
        r"^[A-Z][0-9]{0,2}(\.[0-9]{1,2})?$", label=pgettext_lazy("register", "Disease"),
        help_text=pgettext_lazy("register", "An ICD-10 code or its beginning: C50.4, C5, C."),
    )  # fmt: skip
    centre = forms.ChoiceField(label=pgettext_lazy("register", "Centre"))
    place = forms.IntegerField(label=pgettext_lazy("register", "Place"), min_value=1, max_value=99)
    source = forms.CharField(label=pgettext_lazy("register", "Source"), max_length=200)
    published_on = DayField(label=pgettext_lazy("register", "Published on"))
    from_on = DayField(label=pgettext_lazy("register", "In force from"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "centre", "centre")

    def do(self, actor: Actor) -> None:
        told = self.cleaned_data
        register.rank(actor, told["disease"], told["centre"], told["place"], source=told["source"],
                      published_on=told["published_on"], from_on=told["from_on"])  # fmt: skip


class RegisterDoctor(Verb):
    """A doctor whom facts may name."""

    title = pgettext_lazy("register", "Add a doctor")
    key = forms.RegexField(KEY, label=pgettext_lazy("register", "Key"))
    name = forms.CharField(label=pgettext_lazy("register", "Name"), max_length=200)
    organisation_id = forms.ChoiceField(label=pgettext_lazy("register", "Works at"), required=False)
    city = forms.CharField(label=pgettext_lazy("register", "City"), max_length=100, required=False)
    phone = forms.CharField(label=pgettext_lazy("register", "Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=pgettext_lazy("register", "E-mail"), required=False)
    account = forms.CharField(label=pgettext_lazy("register", "Account for the fee"), max_length=60, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "organisation_id", blank=True)

    def clean_key(self) -> str:
        return _free(self.cleaned_data["key"])

    def do(self, actor: Actor) -> None:
        told = dict(self.told)
        register.register_doctor(actor, told.pop("key"), **told)


class AddReason(Verb):
    """A coded reason that may be chosen from a day on."""

    title = pgettext_lazy("register", "Add a reason")
    system = forms.RegexField(KEY, label=pgettext_lazy("register", "List"))
    code = forms.RegexField(KEY, label=pgettext_lazy("register", "Code"))
    en = forms.CharField(label=OWN_NAMES["en"], max_length=200)
    sq = forms.CharField(label=OWN_NAMES["sq"], max_length=200, required=False)
    ro = forms.CharField(label=OWN_NAMES["ro"], max_length=200, required=False)
    from_on = DayField(label=pgettext_lazy("register", "May be chosen from"))

    def do(self, actor: Actor) -> None:
        told = self.cleaned_data
        words = {language: told[language] for language, _ in LANGUAGES if told[language]}
        codes.add_reason(actor, told["system"], told["code"], words, told["from_on"])


class RetireReason(Verb):
    """The last day on which a reason may be chosen: old cases go on saying it."""

    title = pgettext_lazy("register", "Retire a reason")
    system = forms.RegexField(KEY, label=pgettext_lazy("register", "List"))
    code = forms.RegexField(KEY, label=pgettext_lazy("register", "Code"))
    last = DayField(label=pgettext_lazy("register", "Last day"))

    def do(self, actor: Actor) -> None:
        told = self.cleaned_data
        codes.retire_reason(actor, told["system"], told["code"], told["last"])


class SpecialDay(Verb):
    """A day with other hours, or none: known from now on, never edited."""

    title = pgettext_lazy("register", "Add a special day")
    calendar = forms.CharField(label=pgettext_lazy("register", "Calendar"), initial="AL", max_length=60)
    day = DayField(label=pgettext_lazy("register", "Day"))
    hours = forms.RegexField(
        r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$", label=pgettext_lazy("register", "Hours"),
        required=False, help_text=pgettext_lazy("register", "Like 09:00-12:00; empty where nobody works."),
    )  # fmt: skip
    reason = forms.CharField(label=pgettext_lazy("register", "Reason"), max_length=200)
    source = forms.CharField(label=pgettext_lazy("register", "Source"), max_length=200)

    def do(self, actor: Actor) -> None:
        told = self.cleaned_data
        day: date = told["day"]
        hours = [told["hours"]] if told["hours"] else []
        special = {day: {"hours": hours, "reason": told["reason"], "source": told["source"]}}
        calendars.revise(actor, told["calendar"], special_days=special)


class Invite(Verb):
    """Somebody new at the administrator's organisation, with a first role."""

    title = pgettext_lazy("register", "Invite somebody")
    email = forms.EmailField(label=pgettext_lazy("register", "E-mail"))
    name = forms.CharField(label=pgettext_lazy("register", "Name"), max_length=120)
    language = forms.ChoiceField(label=pgettext_lazy("register", "Language"), choices=LANGUAGES)
    role = forms.ChoiceField(label=pgettext_lazy("register", "Role"), choices=roles)

    def do(self, actor: Actor) -> None:
        told = self.cleaned_data
        public = accounts.invite(actor, told["email"], told["name"], language=told["language"])
        accounts.assign(actor, public, told["role"])


class Assign(Verb):
    """One more role."""

    title = pgettext_lazy("register", "Give a role")
    account = forms.CharField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=pgettext_lazy("register", "Role"), choices=roles)

    def do(self, actor: Actor) -> None:
        accounts.assign(actor, self.cleaned_data["account"], self.cleaned_data["role"])


class Leave(Verb):
    """Somebody left: every role at this organisation ends now."""

    title = pgettext_lazy("register", "Has left")
    account = forms.CharField(widget=forms.HiddenInput)

    def do(self, actor: Actor) -> None:
        accounts.leave(actor, self.cleaned_data["account"])


def _free(key: str) -> str:
    """A key that nobody has yet."""
    if is_party(key):
        raise forms.ValidationError(pgettext("register", "This key is taken. Choose another."))
    return key


def _offer(form: forms.Form, field: str, kind: str = "", blank: bool = False) -> None:
    offered: Any = form.fields[field]
    found = [(one.key, one.name) for one in organisations(kind)]
    offered.choices = [("", "–"), *found] if blank else found
