"""An opinion that came as a letter: the operator's people receive it and enter what it says (Y18)."""

from konsil.door.guard import route
from konsil.door.policy import Staff
from konsil.web.opinion import views

OPERATOR = Staff("coordinator", "supervisor", "medical-officer")  # whose act it is, the core says

urlpatterns = [
    route("opinions/<str:public>", views.letter, name="opinion-letter", policy=OPERATOR),
    route("opinions/<str:public>/arrived", views.arrived, name="opinion-arrived", policy=OPERATOR),
    route("opinions/<str:public>/draft", views.keep, name="opinion-draft", policy=OPERATOR),
]
