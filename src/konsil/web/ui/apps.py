"""The components as a Django app: their templates and the tag library `ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Holds no model; it is installed so that `{% load ui %}` and `ui/*.html` are found."""

    name = "konsil.web.ui"
    label = "konsil_ui"
