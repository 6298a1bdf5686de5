"""A small ASGI process that tells open pages that a case moved."""
