"""The administrator's addresses."""

from konsil.door.guard import route
from konsil.door.policy import Staff
from konsil.web.admin import members, people, registers, views

ADMIN = Staff("admin")

urlpatterns = [
    route("admin", views.morning, name="admin", policy=ADMIN),
    route("admin/accounts", views.accounts, name="accounts", policy=ADMIN),
    route("admin/changes", views.audit, name="changes", policy=ADMIN),
    route("admin/looks", views.looks, name="looks", policy=ADMIN),
    route("admin/members", members.members, name="members", policy=ADMIN),
    route("admin/members/<str:public>", members.run, name="members-run", policy=ADMIN),
    route("admin/members/<str:public>/report.csv", members.report, name="members-report", policy=ADMIN),
    route("registers", registers.index, name="registers", policy=ADMIN),
    route("registers/people", people.find, name="people", policy=ADMIN),
    route("registers/people/<str:public>", people.person, name="person", policy=ADMIN),
    route("registers/<slug:key>", registers.register, name="register", policy=ADMIN),
]
