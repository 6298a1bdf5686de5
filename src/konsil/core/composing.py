"""A programme extends a pathway and says only what its contract says: tables are merged, rows can be dropped."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Tree = dict[str, Any]


class NotComposed(ValueError):
    """The programme extends a pathway that does not exist, or drops what its pathway does not hold."""


def compose(text: str, pathways: Mapping[str, str]) -> tuple[Tree, dict[str, str]]:
    """The whole tree of a programme, and for each `section.key` where it comes from: "pathway + programme" if both say
    something of it."""
    own = tomllib.loads(text)
    dropped = own.pop("drop", [])
    base = _pathway(own.pop("extends", ""), pathways)
    origins = {where: base.get("key", "") for where in _places(base)}
    if lost := sorted(set(dropped) - {where.partition(".")[2] for where in origins}):
        raise NotComposed(f"drop: the pathway has no {', '.join(map(repr, lost))}")
    for where in _places(own):
        origins[where] = " + ".join(filter(None, (origins.get(where, ""), own.get("key", ""))))
    tree = merge(_without(base, dropped), own)
    return tree, origins


def _pathway(key: str, pathways: Mapping[str, str]) -> Tree:
    if not key:
        return {}
    if key not in pathways:
        raise NotComposed(f"extends: no pathway {key!r}; there are {', '.join(sorted(pathways))}")
    return tomllib.loads(pathways[key])


def merge(base: Tree, own: Tree) -> Tree:
    """Table by table: what the programme says stands, what it does not say is the pathway's."""
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        merged[key] = merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _without(tree: Tree, dropped: list[str]) -> Tree:
    """The tree without the dropped rows, and without what other rows say of dropped facts."""
    gone = frozenset(dropped)
    return {key: _cut(value, gone) if isinstance(value, dict) else value for key, value in tree.items()}


def _cut(section: Tree, gone: frozenset[str]) -> Tree:
    return {key: _prune(row, gone) for key, row in section.items() if key not in gone}


def _prune(row: Any, gone: frozenset[str]) -> Any:
    if not isinstance(row, dict):
        return row
    return {key: _pruned(value, gone) for key, value in row.items()}


def _pruned(value: Any, gone: frozenset[str]) -> Any:
    """A list of names or gates without the dropped ones; an alternative falls out of `a | b`."""
    if not isinstance(value, list):
        return value
    kept = (_without_alternatives(one, gone) if isinstance(one, str) else one for one in value)
    return [one for one in kept if one]


def _without_alternatives(text: str, gone: frozenset[str]) -> str:
    head, colon, rest = text.rpartition(": ")
    if rest.startswith("no ") and rest.removeprefix("no ") in gone:
        return ""
    left = [word for word in rest.split(" | ") if word.removeprefix("overdue ") not in gone]
    return f"{head}{colon}{' | '.join(left)}" if left else ""


def _places(tree: Tree) -> Iterator[str]:
    for section, rows in tree.items():
        if isinstance(rows, dict):
            yield from (f"{section}.{key}" for key in rows)
