"""Cases of the demo, played from journeys: words exchanged for what the registers drew, steps taken one by one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from konsil.core.case import Case
from konsil.core.journey import Step, take
from konsil.core.programme import Programme

MORNING = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)  # Wednesday, 10:20 in Tirana
Told = Callable[[str, int, int], None]  # what is being laid, how much of it, of how much


@dataclass(frozen=True)
class World:
    """What the journeys' words stand for: `p_elira` is exchanged for a public id, `arta` for an account's name. `names`
    are those of people who act without an account, by their word."""

    words: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, told: Any) -> Any:
        """A step's data with every word exchanged."""
        if isinstance(told, str):
            return self.words.get(told, told)
        if isinstance(told, dict):
            return {key: self.of(value) for key, value in told.items()}
        return [self.of(one) for one in told] if isinstance(told, list | tuple) else told

    def who(self, said: str) -> str:
        """`coordinator:mediguide/arta` with the names as accounts have them; `relative:p_teuta` with her own."""
        role, _, rest = said.partition(":")
        party, _, name = rest.partition("/")
        named = self.of(name) or self.names.get(party, "")
        return f"{role}:{self.of(party)}/{named}" if named else f"{role}:{self.of(party)}"

    def step(self, step: Step) -> Step:
        return step.model_copy(
            update={"who": self.who(step.who), "told": self.of(step.told), "second": self.of(step.second)}
        )


def played(programme: Programme, steps: Iterable[Step]) -> Case:
    """The case that these steps make."""
    case = Case(programme)
    for step in steps:
        case = take(case, step)
    return case
