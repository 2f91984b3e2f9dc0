"""Addresses of what stands beside messages: consent, disclosure, the conversation of a hit."""

from django.urls import URLPattern, path

from comity.messages.pages import consent, disclosing

beside_urls: list[URLPattern] = [
    path("consents/", consent.consent_list, name="consents"),
    path("consents/<uuid:consent_id>/", consent.consent, name="consent"),
    path("consents/<uuid:consent_id>/answer", consent.answer, name="answer_consent"),
    path("<uuid:message_id>/ask-consent", consent.ask, name="ask_consent"),
    path("<uuid:message_id>/disclose", disclosing.disclose, name="disclose"),
    path("of-hit/<uuid:hit_id>", consent.of_hit, name="of_hit"),
]
