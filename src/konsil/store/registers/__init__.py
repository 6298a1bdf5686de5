"""Registers move, cases do not: one verb a change, dated and audited (R26)."""
