"""What the environment says. Every setting that an installation may change is read here, once. Pure: no Django."""

import os
import secrets
from pathlib import Path

from comity.core.databases import DATABASES

ROOT = Path(__file__).resolve().parents[2]


class BadSetting(ValueError):
    """A setting of the environment has a value that is not accepted."""


def var() -> Path:
    """The folder for everything this installation writes: COMITY_VAR, or var/ beside the code. Made if missing."""
    folder = Path(os.environ.get("COMITY_VAR") or ROOT / "var")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder(name: str) -> Path:
    """A folder of that name under `var()`, made if missing."""
    path = var() / name
    path.mkdir(exist_ok=True)
    return path


def port() -> int:
    """The port of the web process: COMITY_PORT, 8000 by default. The check service listens on the next one."""
    return _number("COMITY_PORT", 8000)


def checks_port() -> int:
    """The port of the check service: COMITY_CHECKS_PORT, the one after the web's by default."""
    return _number("COMITY_CHECKS_PORT", port() + 1)


def bind() -> str:
    """The address the processes listen on: COMITY_BIND, loopback by default (a proxy speaks to the outside)."""
    return os.environ.get("COMITY_BIND") or "127.0.0.1"


def check_workers() -> int:
    """How many processes answer checks: COMITY_CHECK_WORKERS, 2 by default."""
    return _number("COMITY_CHECK_WORKERS", 2)


def for_children() -> dict[str, str]:
    """What our processes must agree on, said outright even where it is the default."""
    return {
        "COMITY_VAR": str(var()),
        "COMITY_PORT": str(port()),
        "COMITY_CHECKS_PORT": str(checks_port()),
        "COMITY_CHECK_WORKERS": str(check_workers()),
    }


def pool_size() -> int:
    """The most connections this process keeps open: COMITY_DATABASE_POOL; 0 (the default) opens them as needed."""
    return _number("COMITY_DATABASE_POOL", 0)


def metrics_token() -> str:
    """Who presents this bearer token may read the metrics from anywhere: COMITY_METRICS_TOKEN. Loopback needs none."""
    return os.environ.get("COMITY_METRICS_TOKEN") or ""


def is_demo() -> bool:
    """True for a made-up network: COMITY_DEMO=1, which `make run` sets."""
    return os.environ.get("COMITY_DEMO") == "1"


def hosts() -> list[str]:
    """Names under which the pages may be asked for: COMITY_HOSTS, comma-separated; loopback by default."""
    named = os.environ.get("COMITY_HOSTS", "")
    return [host.strip() for host in named.split(",") if host.strip()] or ["localhost", "127.0.0.1", "[::1]"]


def is_behind_tls() -> bool:
    """True where a proxy speaks TLS to the outside: COMITY_TLS=1. Cookies are then for TLS only."""
    return os.environ.get("COMITY_TLS") == "1"


def hit_minutes() -> dict[str, int]:
    """Minutes in which a hit should be answered: COMITY_HIT_MINUTES (60) and COMITY_URGENT_HIT_MINUTES (10)."""
    return {
        "normal": _number("COMITY_HIT_MINUTES", 60),
        "urgent": _number("COMITY_URGENT_HIT_MINUTES", 10),
    }


def release_hours() -> int:
    """Hours in which a held diffusion should be decided on: COMITY_RELEASE_HOURS, 4 by default; urgent: half of one."""
    return _number("COMITY_RELEASE_HOURS", 4)


def measure_lapse_days() -> int:
    """Days after which a measure over a bureau lapses unless it is endorsed: COMITY_MEASURE_LAPSE_DAYS (30)."""
    return _number("COMITY_MEASURE_LAPSE_DAYS", 30)


def organization() -> str:
    """The name of the organization that runs this installation (the demo's is made up)."""
    return os.environ.get("COMITY_ORGANIZATION") or "The Meridian Police Organization"


def retention_years() -> dict[str, int]:
    """Years that records live unless renewed, by database, where they are not the manifest's: COMITY_RETENTION_YEARS.

    Written as "vehicles=15,firearms=40". Raises BadSetting for anything else: data must not live by a typing error.
    """
    years = {}
    for part in os.environ.get("COMITY_RETENTION_YEARS", "").split(","):
        database, _equals, number = part.strip().partition("=")
        if not part.strip():
            continue
        if database not in DATABASES or not number.isdecimal() or not 1 <= int(number) <= 99:
            raise BadSetting(f"COMITY_RETENTION_YEARS holds {part.strip()!r}. Accepted: vehicles=15,firearms=40.")
        years[database] = int(number)
    return years


def secret(name: str) -> str:
    """A secret of this installation: from COMITY_<NAME>, else made once and kept under var/keys, mode 0600."""
    given = os.environ.get(f"COMITY_{name.upper()}")
    if given:
        return given
    folder = var() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()


def _number(name: str, default: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isdecimal():
        raise BadSetting(f"{name} is {given!r}. Accepted: a whole number, such as {default}.")
    return int(given)
