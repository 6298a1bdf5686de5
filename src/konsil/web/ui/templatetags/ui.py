"""`{% load ui %}`: every component, gathered from `konsil.web.ui.pieces`."""

from konsil.web.ui.library import register
from konsil.web.ui.pieces import basics, case, drawings, forms, moments, portal, promises, shells

__all__ = ["basics", "case", "drawings", "forms", "moments", "portal", "promises", "register", "shells"]
