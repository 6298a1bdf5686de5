"""What is deleted by its age alone: answers of keys, forms nobody finished. Never anything that was recorded."""

from konsil.store.queries.reading import rows


def tidy() -> None:
    """As the worker, each night: delete what is old enough, and make the audit's partition of the next month."""
    rows("SELECT konsil.tidy_v1()")
