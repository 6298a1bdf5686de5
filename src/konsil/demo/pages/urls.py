"""The demo's own pages. They hang only in a demo: `konsil.urls` leaves them out anywhere else."""

from konsil.demo.pages import views
from konsil.door.guard import route
from konsil.door.policy import Public

ANYBODY = Public()

urlpatterns = [
    route("", views.start, name="demo-start", policy=ANYBODY),
    route("demo", views.move, name="demo-move", policy=ANYBODY),
    route("demo/be/<slug:key>", views.be, name="demo-be", policy=ANYBODY),
    route("demo/sink", views.sink, name="demo-sink", policy=ANYBODY),
    route("demo/sink/<slug:key>", views.message, name="demo-message", policy=ANYBODY),
    route("demo/sink/<slug:key>/original", views.original, name="demo-original", policy=ANYBODY),
    route("demo/sink/<slug:key>/paper", views.paper, name="demo-paper", policy=ANYBODY),
    route("demo/tour/<int:stop>", views.tour, name="demo-tour", policy=ANYBODY),
    route("demo/proof", views.proof, name="demo-proof", policy=ANYBODY),
    route("demo/again", views.again, name="demo-again", policy=ANYBODY),
]
