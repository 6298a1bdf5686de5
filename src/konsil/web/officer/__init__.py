"""The page of the operator's medical officer: what to read before it goes, whom to admit, what to confirm."""
