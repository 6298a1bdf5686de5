"""In whose name the worker acts: a party of its own, on every case (R21)."""

from konsil.core.case import Actor

KONSIL = Actor("konsil", "konsil", "konsil")
