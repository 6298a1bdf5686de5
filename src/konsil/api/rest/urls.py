"""The addresses of the API, each with its policy."""

from konsil.api.rest import views
from konsil.api.rest.endpoints import endpoint
from konsil.door.policy import Public, Token

MACHINE = Token()

urlpatterns = [
    endpoint("openapi.json", name="api-description", policy=Public(), get=views.description),
    endpoint("programmes/<str:key>", name="api-programme", policy=MACHINE, get=views.programme),
    endpoint("cases", name="api-cases", policy=MACHINE, post=views.open_case),
    endpoint("cases/<str:case>", name="api-case", policy=MACHINE, get=views.show_case),
    endpoint("cases/<str:case>/facts/<str:name>", name="api-facts", policy=MACHINE, post=views.record_fact),
    endpoint("work", name="api-work", policy=MACHINE, get=views.work),
]
