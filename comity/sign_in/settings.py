"""The settings of sign-in: a password, then a second factor (django-allauth). See docs/decisions/0006-sign-in.md."""

import sys

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "comity.sign_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "comity.sign_in.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, or after SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wrong passwords are counted by sign_in.rules, where a stranger cannot lock an officer out. What is left to this
# counter are wrong codes, and who gets to try a code knows the password.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key", "login": "120/m/ip", "reauthenticate": "10/m/user"}

MFA_ADAPTER = "comity.sign_in.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "login_webauthn": "comity.sign_in.passkeys.SignInForm",
    "authenticate_webauthn": "comity.sign_in.passkeys.SecondFactorForm",
    "reauthenticate_webauthn": "comity.sign_in.passkeys.StepUpForm",
    "add_webauthn": "comity.sign_in.passkeys.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# In the database, because a code used once must be known as used to every process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_cache",
        # Far above what a day of sign-ins leaves: a used code must not be dropped before it has expired.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

if "pytest" in sys.modules:  # slow hashing is what it is for, and tests would only wait
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
