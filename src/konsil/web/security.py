"""What every answer tells the browser: load nothing from elsewhere, keep nothing, be framed by nobody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from konsil.door.live import everywhere

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:;"
    " connect-src 'self' {live}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
)


def headers(frames: bool) -> dict[str, str]:
    """The headers by name; `frames` lets our own pages frame one another, as the demo's telephone does."""
    return {
        "Content-Security-Policy": CONTENT.format(
            frames="'self'" if frames else "'none'", live=" ".join(everywhere(settings.CONFIG))
        ),
        "X-Frame-Options": "SAMEORIGIN" if frames else "DENY",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    }


class Headers:
    """Middleware: sets what the view has not set more strictly; pages are never stored, files of ours may be."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.always = headers(frames=settings.CONFIG.demo)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in self.always.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
