"""The addresses of the sealed sheet."""

from konsil.door.guard import route
from konsil.door.policy import Staff
from konsil.web.outage import views

CALL_CENTRE = Staff("call-centre", "supervisor")

urlpatterns = [
    route("outage", views.page, name="outage", policy=CALL_CENTRE),
    route("outage/<str:day>/<str:programme>", views.file, name="outage-file", policy=CALL_CENTRE),
]
