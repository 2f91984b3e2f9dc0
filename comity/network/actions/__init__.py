"""The verbs of the network: the only writers. Callers write `from comity.network import actions as network`."""

from comity.network.actions.bureaus import AlreadySo, change_contact, disconnect, reconnect
from comity.network.actions.entities import AlreadyEnded, authorise_entity, change_entity, end_entity, reach_of
from comity.network.actions.founding import found
from comity.network.actions.officers import (
    Appointed,
    LastHead,
    NotYourOwn,
    appoint_officer,
    change_nationality,
    change_posts,
    choose_language,
    dismiss_officer,
    end_sessions,
    reset_sign_in,
)
from comity.network.actions.restrictions import AlreadyRestricted, lift, restrict, restrict_record
from comity.network.actions.tokens import Issued, issue_token, revoke_token

__all__ = [
    "AlreadyEnded",
    "AlreadyRestricted",
    "AlreadySo",
    "Appointed",
    "Issued",
    "LastHead",
    "NotYourOwn",
    "appoint_officer",
    "authorise_entity",
    "change_contact",
    "change_entity",
    "change_nationality",
    "change_posts",
    "choose_language",
    "disconnect",
    "dismiss_officer",
    "end_entity",
    "end_sessions",
    "found",
    "issue_token",
    "lift",
    "reach_of",
    "reconnect",
    "reset_sign_in",
    "restrict",
    "restrict_record",
    "revoke_token",
]
