"""Where each surface hangs: machines under `api/`, people everywhere else. Without a policy nothing starts."""

from importlib.resources import files

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from konsil.door.guard import closed

HOMES = tuple(  # a folder of konsil.web for each kind of user, and the pages of the demo
    sorted(one.name for one in files("konsil.web").iterdir() if one.joinpath("urls.py").is_file())
)

urlpatterns: list[URLPattern | URLResolver] = closed(
    [
        path("api/v1/", include("konsil.api.rest.urls")),
        path("", include("konsil.api.health")),
        *([path("", include("konsil.demo.pages.urls"))] if settings.CONFIG.demo else []),
        path("", include("konsil.door.urls")),
        *(path("", include(f"konsil.web.{home}.urls")) for home in HOMES),
    ]
)

handler404 = "konsil.door.refusing.not_there"
handler500 = "konsil.door.refusing.broken"
