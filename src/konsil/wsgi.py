"""The web process, for granian or any other WSGI server."""

from django.core.wsgi import get_wsgi_application

from konsil.boot import boot

boot()
application = get_wsgi_application()
