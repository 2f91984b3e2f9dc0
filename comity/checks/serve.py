"""Runs the check service: `python -m comity.checks.serve --port 8001 --workers 2`. Settings: see comity.checks.asgi."""

import argparse
import os
import tempfile
from pathlib import Path

import uvicorn

from comity.checks import compiling, doors
from comity.checks.lane import Lane

# A worker answers for itself only when it has imported everything, numba too, and has compiled the loops of the search
# for persons where that failed before: three minutes on a busy machine. One that is killed earlier is started anew and
# killed again, and there are never any checks.
SECONDS_TO_ANSWER = 180


def main() -> None:
    """Serves until it is told to stop (SIGTERM, Ctrl-C), then finishes what it has begun."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--log-config", help="a logging configuration in JSON")
    chosen = parser.parse_args()
    compiling.compile_apart()
    # The workers share out each token's rate among them.
    os.environ["COMITY_CHECK_WORKERS"] = str(chosen.workers)
    if chosen.workers == 1:
        _serve(chosen)
        return
    with tempfile.TemporaryDirectory(prefix="comity-checks-") as folder:
        os.environ[doors.FOLLOWED] = str(Path(folder) / "doors")
        _serve(chosen)


def _serve(chosen: argparse.Namespace) -> None:
    logs = {"log_config": chosen.log_config} if chosen.log_config else {"log_level": "warning"}
    uvicorn.run(
        "comity.checks.asgi:app",
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        http=Lane,
        loop="comity.checks.doors:Loop",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        timeout_worker_healthcheck=SECONDS_TO_ANSWER,
        **logs,
    )


if __name__ == "__main__":
    main()
