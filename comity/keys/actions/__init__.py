"""The verbs of keys. Callers write `from comity.keys import actions as keys`."""

from comity.keys.actions.holders import NotWaiting, admit, dismiss, lapse
from comity.keys.actions.officers import change_passphrase, note_locked, open_own_key, set_up_officer
from comity.keys.actions.own import KeyOffered, compare, hand_over, register_public
from comity.keys.actions.rings import (
    AlreadyFounded,
    Founded,
    found_bureau_keys,
    recover,
    renew_recovery,
    revoke,
    rotate,
)
from comity.keys.making import NoKeys, NoPassphrase, NotUnlocked

__all__ = [
    "AlreadyFounded",
    "Founded",
    "KeyOffered",
    "NoKeys",
    "NoPassphrase",
    "NotUnlocked",
    "NotWaiting",
    "admit",
    "change_passphrase",
    "compare",
    "dismiss",
    "found_bureau_keys",
    "hand_over",
    "lapse",
    "note_locked",
    "open_own_key",
    "recover",
    "register_public",
    "renew_recovery",
    "revoke",
    "rotate",
    "set_up_officer",
]
