"""Small counts of ill people are not told, nor what would give them away (Y38). SQL has the same: `konsil.told`."""

from collections.abc import Mapping

SMALLEST = 5


def told(cells: Mapping[str, int], smallest: int = SMALLEST) -> Mapping[str, int | None]:
    """The parts of a total as they may be told; None: few.

    A part under `smallest` is hidden. Since the total is known, what is hidden together must hold two parts and
    at least `smallest` people: the next larger part is hidden as well until it does. Nobody is no secret.
    """
    some = sorted((count, key) for key, count in cells.items() if count)
    if not some or some[0][0] >= smallest:
        return dict(cells)
    hidden, people = set[str](), 0
    for count, key in some:
        if count >= smallest and people >= smallest and len(hidden) > 1:
            break
        hidden.add(key)
        people += count
    return {key: None if key in hidden else count for key, count in cells.items()}
