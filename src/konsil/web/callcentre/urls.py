"""The call centre's addresses, and the medical reviewer's."""

from konsil.door.guard import route
from konsil.door.policy import Staff
from konsil.web.callcentre import acting, board, calling, deciding, duty, events, lapses, mail, reviewing, taking

CALLS = Staff("call-centre", "supervisor")
DESK = Staff("call-centre", "supervisor", "medical-reviewer")

urlpatterns = [
    route("calls", board.board, name="calls", policy=DESK),
    route("calls/lanes/<str:lane>", board.lane, name="calls-lane", policy=CALLS),
    route("calls/caller", calling.find, name="caller", policy=CALLS),
    route("calls/caller/<str:person>", calling.caller, name="caller-is", policy=CALLS),
    route("calls/caller/<str:person>/request", taking.take, name="caller-request", policy=CALLS),
    route("calls/caller/<str:person>/cover", taking.cover, name="caller-cover", policy=CALLS),
    route("calls/services", taking.services, name="calls-services", policy=DESK),
    route("calls/ended-covers", lapses.lapses, name="calls-lapses", policy=CALLS),
    route("calls/ended-covers/<str:public>", lapses.decide, name="calls-lapse", policy=CALLS),
    route("calls/events/<str:event>", events.event, name="calls-event", policy=CALLS),
    route("calls/duty", duty.duty, name="calls-duty", policy=CALLS),
    route("calls/<str:public>/times/<str:name>", acting.time, name="calls-time", policy=CALLS),
    route("calls/<str:public>/decide/<str:booking>", deciding.decide, name="calls-decide", policy=CALLS),
    route("calls/<str:public>/number", acting.read_out, name="read-out", policy=CALLS),
    route("calls/<str:public>/papers/<int:seq>/again", acting.send_again, name="paper-again", policy=CALLS),
    route("calls/mail/<str:public>/ask", mail.ask, name="calls-mail-ask", policy=CALLS),
    route("calls/mail/<str:public>/aside", mail.put_aside, name="calls-mail-aside", policy=CALLS),
    route("review", reviewing.review, name="review", policy=Staff("medical-reviewer")),
]
