"""The clinic's addresses: reception's day, the doctor's, and the acts on one visit."""

from konsil.door.guard import route
from konsil.door.policy import Clinic
from konsil.web.clinic import away, booking, doctor, moving, reception, signing
from konsil.web.clinic.offline import printed
from konsil.web.clinic.offline import views as offline

OURS = Clinic()
DESK = Clinic("clinic")
VISIT = "clinic/visits/<str:public>/<str:booking>"

urlpatterns = [
    route("clinic", reception.today, name="clinic", policy=OURS),
    route("clinic/sheet", reception.sheet, name="clinic-sheet", policy=OURS),
    route("clinic/new", booking.new, name="clinic-new", policy=DESK),
    route("clinic/away", away.away, name="clinic-away", policy=DESK),
    route("clinic/away/<str:event>", away.event, name="clinic-event", policy=DESK),
    route("clinic/away/<str:event>/undo", away.undo, name="clinic-event-undo", policy=DESK),
    route("clinic/away/<str:event>/<str:public>/<str:booking>", away.settle, name="clinic-settle", policy=DESK),
    route("clinic/doctor", doctor.visits, name="clinic-doctor", policy=OURS),
    route("clinic/offline", offline.page, name="clinic-offline", policy=DESK),
    route("clinic/offline/worker.js", offline.worker, name="clinic-offline-worker", policy=DESK),
    route("clinic/offline/known", offline.known, name="clinic-offline-known", policy=DESK),
    route("clinic/offline/reconcile", offline.reconcile, name="clinic-offline-reconcile", policy=DESK),
    route("clinic/pack", printed.page, name="clinic-offline-pack", policy=DESK),
    route("clinic/pack/<str:day>/<str:programme>", printed.file, name="clinic-offline-file", policy=DESK),
    route(VISIT, reception.open_visit, name="clinic-visit", policy=OURS),
    route(f"{VISIT}/move", moving.move, name="clinic-move", policy=DESK),
    route(f"{VISIT}/off", moving.call_off, name="clinic-off", policy=DESK),
    route(f"{VISIT}/sign", signing.sign, name="clinic-sign", policy=OURS),
    route(f"{VISIT}/sign/code", signing.code, name="clinic-sign-code", policy=OURS),
    route(f"{VISIT}/tell/<str:what>", doctor.tell, name="clinic-tell", policy=OURS),
]
