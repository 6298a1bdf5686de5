"""The desk's addresses; and, for every home, where facts are recorded from pages."""

from konsil.door.guard import route
from konsil.door.policy import Centre, Clinic, Doctor, Either, Member, Staff
from konsil.web import recording
from konsil.web.desk import finding, newcase, notices, views

DESK = Staff("coordinator", "supervisor", "medical-officer", "call-centre", "medical-reviewer")
CALLS = Staff("coordinator", "supervisor", "call-centre")
ANYBODY_ON_A_CASE = Either(Staff(), Member(), Doctor(), Centre(), Clinic())  # the core judges whose act a fact is

urlpatterns = [
    route("cases/<str:public>/facts/<str:name>", recording.fact, name="fact", policy=ANYBODY_ON_A_CASE),
    route("cases/<str:public>/undo/<int:seq>", recording.take_back, name="take-back", policy=ANYBODY_ON_A_CASE),
    route("work", views.work, name="work", policy=DESK),
    route("work/<str:public>", views.case, name="case", policy=DESK),
    route("work/<str:public>/why/<str:promise>", views.why, name="case-why", policy=DESK),
    route("work/<str:public>/strike", views.strike, name="case-strike", policy=DESK),
    route("work/<str:public>/propose/<str:name>", views.propose, name="case-propose", policy=DESK),
    route("work/<str:public>/proposals/<str:proposal>", views.second, name="case-second", policy=DESK),
    route("notices", notices.inbox, name="notices", policy=DESK),
    route("notices/<int:notice>/taken", notices.taken, name="notice-taken", policy=DESK),
    route("new", newcase.new, name="new-case", policy=CALLS),
    route("find", finding.find, name="find", policy=DESK),
    route("codes", finding.codes, name="codes", policy=DESK),
    route("centres", finding.centres, name="centres", policy=DESK),
    route("calendar", finding.calendar, name="calendar", policy=DESK),
]
