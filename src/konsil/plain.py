"""Faults that the person at the terminal can mend."""


class Plain(Exception):
    """Its words are a sentence for whoever typed the command: what is wrong and, where known, what to do."""
