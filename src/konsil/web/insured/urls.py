"""The insured's addresses. Who may follow which case is the database's to say (R22)."""

from konsil.door.guard import route
from konsil.door.policy import Member
from konsil.web.insured import views

THEIRS = Member()
VISIT = "my/visits/<str:public>/<str:booking>"

urlpatterns = [
    route("my/visits/<str:public>", views.visits, name="my-visits", policy=THEIRS),
    route(f"{VISIT}/paper", views.slip, name="my-visit-paper", policy=THEIRS),
    route(f"{VISIT}/change", views.change, name="my-visit-change", policy=THEIRS),
    route(f"{VISIT}/sign", views.sign, name="my-visit-sign", policy=THEIRS),
    route(f"{VISIT}/proof", views.proof, name="my-visit-proof", policy=THEIRS),
    route(f"{VISIT}/code", views.code, name="my-visit-code", policy=THEIRS),
]
