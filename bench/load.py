"""Load on the check service: `wrk` where it is installed (Debian has it), else a plain asyncio generator of our own.

The generator shares the machine with the service; wrk takes a tenth of a core where our own takes a whole one, so
figures of the two are not comparable, and the setting says which it was.
"""

import asyncio
import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What to send, and for how long. `bodies` is a file of bodies, each followed by an empty line."""

    port: int
    path: str
    bodies: Path
    token: str
    type: str
    seconds: int
    connections: int


@dataclass(frozen=True)
class Result:
    """What came of it."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def generator() -> str:
    """The name of what makes the load."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def run(load: Load) -> Result:
    """Makes the load; returns when it is over."""
    if generator() == "asyncio":
        return asyncio.run(_run(load))
    with start(load) as process:
        return result_of(process)


def start(load: Load) -> "subprocess.Popen[str]":
    """Starts wrk with the load."""
    address = f"http://127.0.0.1:{load.port}{load.path}"
    command = [
        "wrk",
        "-t1",
        f"-c{load.connections}",
        f"-d{load.seconds}s",
        "--timeout",
        "10s",
        "-s",
        str(SCRIPT),
        address,
    ]
    arguments = ["--", str(load.bodies), load.token, load.type]
    return subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True)


def result_of(process: "subprocess.Popen[str]") -> Result:
    """Waits for wrk and reads what it says."""
    output, _ = process.communicate()
    found = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    if process.returncode or found is None:
        raise RuntimeError(f"wrk failed: {output[-500:]}")
    return Result(**json.loads(found.removeprefix("RESULT ")))


async def _run(load: Load) -> Result:
    bodies = [body + b"\n" for body in load.bodies.read_bytes().split(b"\n\n") if body]
    head = f"POST {load.path} HTTP/1.1\r\nHost: bench\r\nContent-Type: {load.type}\r\n"
    head += f"Authorization: Bearer {load.token}\r\n"
    requests = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]
    times: list[float] = []
    errors = 0
    until = time.perf_counter() + load.seconds

    async def ask_on(number: int) -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
        at = number
        while time.perf_counter() < until:
            started = time.perf_counter()
            writer.write(requests[at % len(requests)])
            at += load.connections
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            times.append(time.perf_counter() - started)
            errors += not answer.startswith(b"HTTP/1.1 200")
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(ask_on(number) for number in range(load.connections)))
    times.sort()
    percentiles = (1e3 * times[len(times) // 2], 1e3 * times[int(len(times) * 0.99)], 1e3 * times[-1])
    return Result(len(times), time.perf_counter() - started, *percentiles, errors)
