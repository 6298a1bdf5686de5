"""The member's addresses. Who may follow which case is the database's to say (R22)."""

from konsil.door.guard import route
from konsil.door.policy import Member, Public
from konsil.web.member import signing, views, waiving

HERS = Member()

urlpatterns = [
    route("language", views.speak, name="speak", policy=Public()),
    route("my", views.home, name="my", policy=HERS),
    route("my/<str:public>", views.case, name="my-case", policy=HERS),
    route("my/<str:public>/consent", signing.consent, name="my-consent", policy=HERS),
    route("my/<str:public>/consent/code", signing.code, name="my-code", policy=HERS),
    route("my/<str:public>/consent/proof", signing.proof, name="my-proof", policy=HERS),
    route("my/<str:public>/papers", views.papers_of, name="my-papers", policy=HERS),
    route("my/<str:public>/messages", views.messages, name="my-messages", policy=HERS),
    route("my/<str:public>/opinion", views.letter, name="my-opinion", policy=HERS),
    route("my/<str:public>/worse", views.worse, name="my-worse", policy=HERS),
    route("my/<str:public>/complaint", views.complaint, name="my-complaint", policy=HERS),
    route("my/<str:public>/people", views.people, name="my-people", policy=HERS),
    route("my/<str:public>/data", views.data, name="my-data", policy=HERS),
    route("my/<str:public>/stop", views.stop, name="my-stop", policy=HERS),
    route("my/<str:public>/waive", waiving.waive, name="my-waive", policy=HERS),
]
