"""The addresses of a month's statement: for the clinic its own, for the insurer's people each clinic's."""

from konsil.door.guard import route
from konsil.door.policy import Clinic, Either, Staff
from konsil.web.statements import views

READERS = Either(Clinic("clinic"), Staff("call-centre", "supervisor", "finance"))

urlpatterns = [
    route("statements", views.clinics_of_month, name="statements", policy=READERS),
    route("statements/<str:clinic>/<str:month>.<str:form>", views.exported, name="statement-export", policy=READERS),
    route("statements/<str:clinic>/<str:month>", views.statement, name="statement", policy=READERS),
]
