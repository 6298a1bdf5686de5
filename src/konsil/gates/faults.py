"""The two ways a gate says no."""


class GateFault(Exception):
    """Either of the two. `key` is stable and translated elsewhere."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(f"{key}: {detail}" if detail else key)
        self.key, self.detail = key, detail


class GateDown(GateFault):
    """The other side does not answer, or not in time: try again later."""


class GateRefused(GateFault):
    """What was asked is wrong in itself: trying again changes nothing."""
