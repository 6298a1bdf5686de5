"""Every read, by name: frozen rows, never models. Each opens `reading(actor)`, so that the database knows who
asks and shows no more than that party may see (R22)."""

from konsil.store.queries.reading import Page, now, reading

__all__ = ["Page", "now", "reading"]
