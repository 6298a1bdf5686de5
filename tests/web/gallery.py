"""The smallest Django that serves the gallery, for looking at components without a database.

python -m tests.web.gallery        # http://127.0.0.1:8077/gallery/desk
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

SETTINGS = {
    "DEBUG": True,
    "ALLOWED_HOSTS": ["*"],
    "SECRET_KEY": "gallery",
    "ROOT_URLCONF": "tests.web.gallery",
    "INSTALLED_APPS": ["django.contrib.staticfiles", "konsil.web", "konsil.web.ui"],
    "MIDDLEWARE": ["django.middleware.locale.LocaleMiddleware", "tests.web.gallery.strict"],
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


def strict(get_response):
    """Answer with the product's content policy, so that an inline style or script shows here first."""

    def answer(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


def configure() -> None:
    """Set Django up with these settings, once."""
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()


configure()

from konsil.web.ui.gallery import show  # noqa: E402

urlpatterns = [path("gallery/<str:page>", show)]


def main(port: int = 8077) -> None:
    """Serve the gallery and the static files."""
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.contrib.staticfiles.handlers import StaticFilesHandler

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    make_server("127.0.0.1", port, StaticFilesHandler(get_wsgi_application()), Server).serve_forever()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main()
