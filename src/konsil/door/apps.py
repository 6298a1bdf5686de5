"""The door as a Django app: its templates, its signals, and the check that no page is without a policy."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class DoorConfig(AppConfig):
    """Holds no model."""

    name = "konsil.door"
    label = "konsil_door"

    def ready(self) -> None:
        from konsil.door import sessions  # noqa: F401  its signals

        register(every_page_has_a_policy)


def every_page_has_a_policy(app_configs: Any, **more: Any) -> list[CheckMessage]:
    """Django's check `konsil.E001`: deny by default."""
    from django.urls import get_resolver

    from konsil.door.guard import unguarded

    return [Error(f"no policy: {where}", id="konsil.E001") for where in unguarded(get_resolver().url_patterns)]
