"""The addresses of the network: the door under account/, one's account under me/, everything else under network/."""

from django.urls import URLPattern, URLResolver, include, path

from comity.network.pages import bureau, directory, entities, entrance, me, officers, restrictions, tokens

_own = [
    path("account/demo/<str:username>/", entrance.sign_in_as_demo, name="sign_in_as_demo"),
    path("me/", me.my_account, name="my_account"),
    path("me/sessions/<int:session_id>/end", me.end_session, name="end_session"),
    path("me/sessions/end", me.end_other_sessions, name="end_other_sessions"),
    path("network/", directory.search, name="directory"),
    path("network/bureaus/<slug:code>/", directory.one, name="bureau_card"),
    path("network/bureau/", bureau.home, name="bureau"),
    path("network/bureau/contact", bureau.contact, name="contact"),
    path("network/bureau/disconnect", bureau.disconnect, name="disconnect"),
    path("network/bureau/reconnect", bureau.reconnect, name="reconnect"),
    path("network/officers/", officers.everyone, name="officers"),
    path("network/officers/appoint", officers.appoint, name="appoint_officer"),
    path("network/officers/<uuid:officer_id>/", officers.one, name="officer"),
    path("network/officers/<uuid:officer_id>/posts", officers.posts, name="change_posts"),
    path("network/officers/<uuid:officer_id>/nationality", officers.nationality, name="change_nationality"),
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
    path("account/login/", entrance.SignIn.as_view(), name="account_login"),
    path("", include((_own, "network"))),
]
