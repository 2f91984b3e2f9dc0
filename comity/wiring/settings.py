"""Django's settings. What an installation may change comes from `environment`; the rest is decided here."""

import os
import sys

from comity.core.languages import LANGUAGES as WORKING_LANGUAGES
from comity.testing import tour
from comity.wiring import database, environment, logs

# Migrations and tests make tables, so they connect as the owner; everything else as the role that owns nothing.
AS_OWNER = os.environ.get("COMITY_AS_OWNER") == "1" or "pytest" in sys.modules
TESTING = "pytest" in sys.modules

SECRET_KEY = environment.secret("secret_key")
DEBUG = False
ALLOWED_HOSTS = environment.hosts()
DEMO = environment.is_demo()
ORGANIZATION = environment.organization()
RETENTION_YEARS = environment.retention_years()
RELEASE_HOURS = environment.release_hours()

INSTALLED_APPS = [
    "comity.look",
    "comity.core",
    "comity.later",
    "comity.audit",
    "comity.sign_in",
    "comity.network",
    "comity.keys",
    "comity.records",
    "comity.judgements",
    "comity.checks",
    "comity.saved_checks",
    "comity.protection",
    "comity.supervision",
    "comity.notices",
    "comity.diffusions",
    "comity.messages",
    "comity.compliance",
    "comity.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "comity.wiring.middleware.RequestLog",
    "comity.wiring.middleware.ApiErrors",
    "comity.wiring.middleware.Doors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "comity.network.middleware.ActorMiddleware",
    "comity.wiring.middleware.Refusals",
]

ROOT_URLCONF = "comity.wiring.urls"
ASGI_APPLICATION = "comity.wiring.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.look.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "comity.look.templatetags.look"],
        },
    }
]

DATABASES = {"default": database.connection(as_owner=AS_OWNER)}
if TESTING:
    DATABASES["default"]["TEST"] = {"NAME": f"test_comity_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "network.Officer"
LANGUAGE_CODE = "en"
LANGUAGES = list(WORKING_LANGUAGES.items())
LOCALE_PATHS = [environment.ROOT / "comity" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

logs.configure()
LOGGING = logs.LOGGING
CSRF_FAILURE_VIEW = "comity.wiring.problems.csrf_failed"

STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("static")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": environment.var() / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# The first seals what is uploaded to be sent as a message (pages that are marked so); the others take the rest.
FILE_UPLOAD_HANDLERS = [
    "comity.messages.streams.SealingUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The ledger's secrets, and the copy of its seals that no database role can reach.
LEDGER_KEYS = environment.var() / "keys"
LEDGER_ANCHOR = environment.var() / "seals"
CHECK_INDEX = environment.var() / "index"
CHECK_JOURNAL = environment.var() / "journal"
CHECK_DIGEST_KEY = environment.secret("check_digest_key")
# Under which travellers are kept of whom a judgement is remembered.
JUDGEMENT_KEY = environment.secret("judgement_key")
# Under which the blind registers are kept: lost, they recognise nobody any more.
PROTECTION_KEY = environment.secret("protection_key")
# What one guess at a passphrase costs: memory in KiB, passes, lanes (keys.engine.wrapping.Cost); a demo's is public.
DEMO_PASSPHRASE_COST = (8_192, 1, 1)
PASSPHRASE_COST = DEMO_PASSPHRASE_COST if DEMO else (65_536, 3, 4)
# Where the installation keeps the keys of its own automatic messages.
INSTALLATION_KEYS = environment.var() / "keys"
# What the check page of a demo offers to try.
CHECK_EXAMPLES = tour.EXAMPLES if DEMO else ()
# What is new at a place of the navigation: the name of its address -> what counts it for an actor.
NAVIGATION_COUNTS = {
    "desk:queue": "comity.desk.queries.count_open",
    "diffusions:list": "comity.diffusions.queries.count_new",
    "messages:list": "comity.messages.queries.count_new",
    "saved_checks:list": "comity.saved_checks.queries.count_new",
    "compliance:queue": "comity.compliance.queries.how_many_mine",
    "compliance:ours": "comity.compliance.queries.how_many_to_answer",
}
# A measure that the Executive Committee does not endorse within so many days lapses.
MEASURE_LAPSE_DAYS = environment.measure_lapse_days()
# What decides whether a place is shown at all to an actor whose rights allow it.
NAVIGATION_WHEN = {"supervision:list": "comity.supervision.queries.shows_in_navigation"}
# How many minutes the source of a hit has to answer.
HIT_ANSWER_MINUTES = environment.hit_minutes()

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.is_behind_tls()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.is_behind_tls() else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.is_behind_tls() else 0  # whose address a wrong password counts for
SECURE_HSTS_SECONDS = 31536000 if environment.is_behind_tls() else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "comity.look.rendering.Renderer"

from comity.sign_in.settings import *  # noqa: E402, F403  (the settings of sign-in live beside sign-in)
