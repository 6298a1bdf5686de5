"""Documents: who hands in and who reads is whoever is known; the case says what is theirs."""

from konsil.door.guard import route
from konsil.door.policy import SignedIn
from konsil.web.papers import tus, views

KNOWN = SignedIn()  # whose the case is, the database says (R22)

urlpatterns = [
    route("papers/pieces/<str:id>", tus.piece, name="paper-piece", policy=KNOWN),
    route("papers/to/<str:public>/<str:to>/pieces", tus.create, name="paper-pieces", policy=KNOWN),
    route("papers/to/<str:public>/<str:to>", views.hand_in, name="paper-hand-in", policy=KNOWN),
    route("papers/<str:public>", views.paper, name="paper", policy=KNOWN),
]
