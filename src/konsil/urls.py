"""Where each surface hangs: machines under `api/`, people everywhere else. Without a policy nothing starts."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from konsil.door.guard import closed

HOMES = ("desk", "member", "doctor", "expert", "payer", "registers", "demo")  # one folder of konsil.web a kind of user

urlpatterns: list[URLPattern | URLResolver] = closed(
    [
        path("api/v1/", include("konsil.api.rest.urls")),
        path("", include("konsil.api.health")),
        path("", include("konsil.door.urls")),
        *(path("", include(f"konsil.web.{home}.urls")) for home in HOMES if find_spec(f"konsil.web.{home}")),
    ]
)

handler404 = "konsil.door.refusing.not_there"
handler500 = "konsil.door.refusing.broken"
