"""The treating doctor's addresses."""

from konsil.door.guard import route
from konsil.door.policy import Doctor
from konsil.web.doctor import views

THEIRS = Doctor()

urlpatterns = [
    route("doctor", views.home, name="doctor", policy=THEIRS),
    route("doctor/<str:public>", views.case, name="doctor-case", policy=THEIRS),
]
