"""The insurer's addresses."""

from konsil.door.guard import route
from konsil.door.policy import Payer
from konsil.web.payer import mine, terms, views

PAYER = Payer()

urlpatterns = [
    route("payer", views.month, name="payer", policy=PAYER),
    route("payer/again", views.recount, name="payer-again", policy=PAYER),
    route("payer/month.pdf", views.pdf, name="payer-pdf", policy=PAYER),
    route("payer/month.xlsx", views.xlsx, name="payer-xlsx", policy=PAYER),
    route("payer/month.csv", views.csv, name="payer-csv", policy=PAYER),
    route("payer/terms", terms.terms, name="payer-terms", policy=PAYER),
    route("payer/mine", mine.mine, name="payer-mine", policy=PAYER),
]
