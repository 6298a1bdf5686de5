"""The door's pages. Sign-in is allauth's, route by route, so that each has a policy; none of its others exists."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.views.generic import RedirectView

from konsil.door import breaking, entering, recovering
from konsil.door.guard import route
from konsil.door.policy import Payer, Public, SignedIn, Staff

ANYBODY, KNOWN = Public(), SignedIn()

urlpatterns = [
    route("enter", entering.entrance, name="entrance", policy=ANYBODY),
    route("enter/<str:link>", entering.enter, name="enter", policy=ANYBODY),
    route("leave", entering.leave, name="leave", policy=KNOWN),
    route("account/login", account.login, name="account_login", policy=ANYBODY),
    route("account/inactive", account.account_inactive, name="account_inactive", policy=ANYBODY),
    route("account/logout", account.logout, name="account_logout", policy=KNOWN),
    route("account/reauthenticate", account.reauthenticate, name="account_reauthenticate", policy=KNOWN),
    route("account/password", account.password_change, name="account_change_password", policy=KNOWN),
    route("account/factor", mfa.index, name="mfa_index", policy=KNOWN),
    route("account/factor/code", mfa.authenticate, name="mfa_authenticate", policy=ANYBODY),
    route("account/factor/again", mfa.reauthenticate, name="mfa_reauthenticate", policy=KNOWN),
    route("account/factor/new", totp.activate_totp, name="mfa_activate_totp", policy=KNOWN),
    route(
        # A second factor is replaced by the way back alone, with a second person.
        "account/factor/end",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_deactivate_totp",
        policy=KNOWN,
    ),
    route("account/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes", policy=KNOWN),
    route("account/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes", policy=KNOWN),
    route("account/codes/file", codes.download_recovery_codes, name="mfa_download_recovery_codes", policy=KNOWN),
    route("account/recoveries", recovering.recoveries, name="recoveries", policy=Staff("admin", "supervisor")),
    route("glass", breaking.glass, name="glass", policy=Staff(*breaking.MAY_BREAK)),
    route("name", breaking.name_behind, name="name-behind", policy=Payer(look_up=True)),
    route("account/recover/<str:link>", recovering.recover, name="recover", policy=ANYBODY),
]
