"""For a balancer in front of several web processes: does this one live, can it serve. Figures are `konsil.health`'s."""

from django.db import Error
from django.http import HttpRequest, HttpResponse

from konsil.door.guard import route
from konsil.door.policy import Public
from konsil.store.queries.reading import now

PLAIN = "text/plain; charset=utf-8"


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live\n", content_type=PLAIN)


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too; 503 where it does not."""
    try:
        now()
    except Error:
        return HttpResponse("not ready\n", status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)


urlpatterns = [
    route("live", live, name="live", policy=Public()),
    route("ready", ready, name="ready", policy=Public()),
]
