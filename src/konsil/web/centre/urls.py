"""A centre's addresses: its desk, the enquiries, the cases it was chosen for."""

from konsil.door.guard import route
from konsil.door.policy import Centre
from konsil.web.centre import views

OURS = Centre()

urlpatterns = [
    route("centre", views.desk, name="centre", policy=OURS),
    route("centre/enquiries/<str:public>/<str:item>", views.enquiry, name="centre-enquiry", policy=OURS),
    route("centre/cases/<str:public>", views.case, name="centre-case", policy=OURS),
    route("centre/cases/<str:public>/accept", views.accept, name="centre-accept", policy=OURS),
    route("centre/cases/<str:public>/set", views.acknowledge, name="centre-set", policy=OURS),
    route("centre/cases/<str:public>/opinion", views.write, name="centre-opinion", policy=OURS),
    route("centre/cases/<str:public>/draft", views.keep, name="centre-draft", policy=OURS),
    route("centre/<str:public>", views.by_letter, name="centre-letter", policy=OURS),
]
