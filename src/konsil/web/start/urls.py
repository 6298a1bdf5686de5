"""The bare address: everybody is led to where their day begins; and the colour of a programme's portal."""

from konsil.door.guard import route
from konsil.door.policy import Public
from konsil.web.start import views

urlpatterns = [
    route("", views.start, name="start", policy=Public()),
    route("brand/<slug:programme>.css", views.brand, name="brand", policy=Public()),
]
