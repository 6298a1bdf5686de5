"""The world outside: one folder each, plain values in and out, with time-outs.

Gates know nothing of the store. Where the world does not answer they raise `GateDown`; where the thing asked
is wrong, `GateRefused`. Both carry a key, never a sentence; `detail` is for the log, without personal data.
"""

from konsil.gates.faults import GateDown, GateRefused

__all__ = ["GateDown", "GateRefused"]
