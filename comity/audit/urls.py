"""Addresses of the ledger's pages."""

from django.urls import path

from comity.audit import pages

app_name = "audit"
urlpatterns = [
    path("", pages.show_list, name="list"),
    path("<int:seq>/", pages.show_entry, name="entry"),
    path("<int:seq>/proof.json", pages.show_proof, name="proof"),
]
