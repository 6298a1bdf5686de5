"""The medical officer's addresses. Reading before delivery is a supervisor's too."""

from konsil.door.guard import route
from konsil.door.policy import Staff
from konsil.web.officer import views

MEDICAL = Staff("medical-officer", "supervisor")

urlpatterns = [
    route("officer", views.home, name="officer", policy=MEDICAL),
    route("officer/<str:public>", views.read, name="officer-read", policy=MEDICAL),
]
