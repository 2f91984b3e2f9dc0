"""Addresses of the keys room, mounted under /keys/."""

from django.urls import URLPattern, path

from comity.keys.pages import others, own, ring

app_name = "keys"
urlpatterns: list[URLPattern] = [
    path("", ring.bureau, name="bureau"),
    path("found/", ring.found, name="found"),
    path("rotate/", ring.rotate, name="rotate"),
    path("revoke/", ring.revoke, name="revoke"),
    path("sheet/", ring.sheet, name="sheet"),
    path("recover/", ring.recover, name="recover"),
    path("own-machine/", ring.hand_over, name="hand_over"),
    path("holders/<uuid:officer_id>/admit/", ring.admit, name="admit"),
    path("holders/<uuid:officer_id>/dismiss/", ring.dismiss, name="dismiss"),
    path("unlock/", own.unlock, name="unlock"),
    path("lock/", own.lock, name="lock"),
    path("passphrase/", own.passphrase, name="passphrase"),
    path("passphrase/lost/", own.lost, name="lost"),
    path("others/", others.every, name="others"),
    path("others/<slug:code>/", others.one, name="other"),
    path("compared/<uuid:key_id>/", others.compare, name="compare"),
]
