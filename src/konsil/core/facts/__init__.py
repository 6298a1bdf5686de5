"""The vocabulary: every fact any programme may use. One module a topic."""

from types import ModuleType

from konsil.core.fact import Fact
from konsil.core.facts import (
    attendance,
    authorisation,
    authority,
    centre,
    consent,
    contact,
    course,
    incident,
    opinion,
    question,
    records,
    request,
    visit,
)
from konsil.core.programme import Terms

MODULES: dict[str, ModuleType] = {
    "request": request,
    "consent": consent,
    "centre": centre,
    "records": records,
    "opinion": opinion,
    "question": question,
    "contact": contact,
    "authority": authority,
    "course": course,
    "incident": incident,
    "visit": visit,
    "authorisation": authorisation,
    "attendance": attendance,
}


def _facts() -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for module in MODULES.values():
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Fact) and kind.__module__ == module.__name__:
                if kind.name in found:
                    raise TypeError(f"two facts are called {kind.name}")
                found[kind.name] = kind
    return found


FACTS = _facts()
STRIKING = frozenset(name for name, kind in FACTS.items() if "strikes" in kind.__annotations__)


def module_of(fact: str) -> str:
    """The topic a fact belongs to: the name of its module."""
    return FACTS[fact].__module__.rpartition(".")[2]


def terms_of(module: str) -> type[Terms] | None:
    """The `Terms` a module declares (R9), if it has any."""
    found = vars(MODULES[module]).get("Terms")
    return found if isinstance(found, type) and issubclass(found, Terms) else None
