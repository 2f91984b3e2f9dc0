"""The addresses of the network: signing in under account/, one's account under me/, everything else under network/.

Of the library's addresses only those we have use for: no signup, no mail, no reset by mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path

from comity.network.pages import bureau, directory, entities, entrance, me, officers, restrictions, tokens

_account = [
    path("login/", entrance.SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", entrance.EnrolApp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", apps.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", entrance.EnrolPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", entrance.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/webauthn/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]

_own = [
    path("account/demo/<str:username>/", entrance.sign_in_as_demo, name="sign_in_as_demo"),
    path("me/", me.my_account, name="my_account"),
    path("me/sessions/<int:session_id>/end", me.end_session, name="end_session"),
    path("me/sessions/end", me.end_other_sessions, name="end_other_sessions"),
    path("network/", directory.search, name="directory"),
    path("network/bureaus/<str:code>/", directory.one, name="bureau_card"),
    path("network/bureau/", bureau.home, name="bureau"),
    path("network/bureau/contact", bureau.contact, name="contact"),
    path("network/bureau/disconnect", bureau.disconnect, name="disconnect"),
    path("network/bureau/reconnect", bureau.reconnect, name="reconnect"),
    path("network/officers/", officers.everyone, name="officers"),
    path("network/officers/appoint", officers.appoint, name="appoint_officer"),
    path("network/officers/<uuid:officer_id>/", officers.one, name="officer"),
    path("network/officers/<uuid:officer_id>/posts", officers.posts, name="change_posts"),
    path("network/officers/<uuid:officer_id>/dismiss", officers.dismiss, name="dismiss_officer"),
    path("network/officers/<uuid:officer_id>/reset", officers.reset, name="reset_sign_in"),
    path("network/officers/<uuid:officer_id>/sessions/end", officers.end_sessions, name="end_sessions"),
    path("network/entities/", entities.every, name="entities"),
    path("network/entities/authorise", entities.authorise, name="authorise_entity"),
    path("network/entities/<uuid:entity_id>/", entities.one, name="entity"),
    path("network/entities/<uuid:entity_id>/change", entities.change, name="change_entity"),
    path("network/entities/<uuid:entity_id>/end", entities.end, name="end_entity"),
    path("network/systems/", tokens.every, name="tokens"),
    path("network/systems/issue", tokens.issue, name="issue_token"),
    path("network/systems/<uuid:token_id>/", tokens.one, name="token"),
    path("network/systems/<uuid:token_id>/revoke", tokens.revoke, name="revoke_token"),
    path("network/restrictions/", restrictions.every, name="restrictions"),
    path("network/restrictions/set", restrictions.restrict, name="restrict"),
    path("network/restrictions/<uuid:restriction_id>/lift", restrictions.lift, name="lift"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(_account)),
    path("", include((_own, "network"))),
]
