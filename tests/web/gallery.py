"""The smallest Django that serves the gallery, without a database: `python tests/web/gallery.py [PORT]`.

Prints its address once it listens; without a port it takes a free one.
"""

import sys
from collections.abc import Callable
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

SETTINGS = {
    "DEBUG": True,
    "ALLOWED_HOSTS": ["*"],
    "SECRET_KEY": "gallery",
    "ROOT_URLCONF": __name__,
    "INSTALLED_APPS": ["django.contrib.staticfiles", "konsil.web", "konsil.web.ui"],
    "MIDDLEWARE": ["django.middleware.locale.LocaleMiddleware", f"{__name__}.strict"],
    "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    "STATIC_URL": "/static/",
    "USE_TZ": True,
    "TIME_ZONE": "UTC",
    "LANGUAGE_CODE": "en",
    "LANGUAGES": [(code, code) for code in ("en", "sq", "ro", "sv", "kk", "ru")],
    "FORMAT_MODULE_PATH": "konsil.web.formats",
}  # fmt: skip

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'"
)


def strict(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with the product's content policy, so that an inline style or script shows here first."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


settings.configure(**SETTINGS)
django.setup()

from konsil.web.ui.gallery import show  # noqa: E402

urlpatterns = [path("gallery/<str:page>", show)]


class Server(ThreadingMixIn, WSGIServer):
    """Answers several at once, so that an open event stream holds nobody up."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def main(port: int = 0) -> None:
    """Serve the gallery and the static files until killed."""
    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", port, application, Server, Quiet) as server:
        print(f"http://127.0.0.1:{server.server_port}/gallery/desk", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
