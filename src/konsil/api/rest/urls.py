"""The addresses of the API, each with its policy."""

from konsil.api.rest import views, visits
from konsil.api.rest.endpoints import endpoint
from konsil.door.policy import Public, Token

MACHINE = Token()
CALLS = Token("call-centre", "supervisor")
VISITS = Token("call-centre", "supervisor", "clinic", "clinic-doctor")

urlpatterns = [
    endpoint("openapi.json", name="api-description", policy=Public(), get=views.description),
    endpoint("programmes/<str:key>", name="api-programme", policy=MACHINE, get=views.programme),
    endpoint("cases", name="api-cases", policy=MACHINE, post=views.open_case),
    endpoint("cases/<str:case>", name="api-case", policy=MACHINE, get=views.show_case),
    endpoint("cases/<str:case>/facts/<str:name>", name="api-facts", policy=MACHINE, post=views.record_fact),
    endpoint("slots", name="api-slots", policy=VISITS, get=visits.free),
    endpoint("cover", name="api-cover", policy=CALLS, get=visits.cover),
    endpoint("papers/<str:said>", name="api-paper", policy=VISITS, get=visits.paper),
    endpoint("work", name="api-work", policy=MACHINE, get=views.work),
]
