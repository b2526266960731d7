"""bin/demo: the whole helpdesk on one machine, from an empty folder to the ready line."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from helpdesk.demo.people import SHOP
from helpdesk.embedded import EmbeddedError, Home, services
from helpdesk.embedded.home import port_is_free
from helpdesk.embedded.launch import wait_for
from helpdesk.runner import commands, state
from helpdesk.runner.environment import data_home, environment, number
from helpdesk.runner.supervisor import Supervisor

READY_S = 180.0
TOO_MANY_DEATHS = 4


class Stopped(BaseException):
    """SIGINT or SIGTERM came."""


def say(line: str) -> None:
    print(line, flush=True)


def demo(arguments: list[str]) -> int:
    """Runs until SIGINT or SIGTERM. Raises EmbeddedError with one clear sentence when it can't start."""
    parser = argparse.ArgumentParser(
        prog="bin/demo",
        description="Starts PostgreSQL, Redis, web, worker, beat and mail on this machine.",
        epilog="PORT (8000), MAIL_PORT (2525) and HELPDESK_HOME (./.helpdesk) come from the environment.",
    )
    parser.add_argument("--empty", action="store_true", help="no demo data: the first page makes the first admin")
    options = parser.parse_args(arguments)
    port, mail_port = number("PORT", 8000), number("MAIL_PORT", 2525)
    home = data_home()
    signal.signal(signal.SIGTERM, stop_signal)
    signal.signal(signal.SIGINT, stop_signal)
    try:
        with only_one(home):
            check_ports({"PORT": port, "MAIL_PORT": mail_port})
            run(home, port, mail_port, empty=options.empty)
    except Stopped:
        pass
    return 0


def stop_signal(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise Stopped


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Two demos on the same data would do everything twice."""
    with home.lock_file("demo") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            url = state.running_demo(home).get("PUBLIC_URL", "")
            raise EmbeddedError(f"The helpdesk already runs from {home.path}{' at ' + url if url else ''}.") from None
        yield


def check_ports(ports: dict[str, int]) -> None:
    """A port that is taken gives one line. What a killed run left behind gets a moment to go."""
    if ports["PORT"] == ports["MAIL_PORT"]:
        raise EmbeddedError("PORT and MAIL_PORT must differ.")
    for name, port in ports.items():
        if not wait_for(lambda port=port: port_is_free(port), 2.0):  # type: ignore[misc]
            raise EmbeddedError(
                f"Port {port} is taken. Set {name} to a free one, for example: {name}={port + 1} bin/demo"
            )


def run(home: Home, port: int, mail_port: int, *, empty: bool) -> None:
    url = f"http://127.0.0.1:{port}"
    extra = {"DEMO": "1", "PUBLIC_URL": url, "MAIL_PORT": str(mail_port), "PORT": str(port)}
    # No provider hears of the demo: their stand-ins answer.
    extra["CHANNEL_API_BASE"] = f"{url}/demo/api"
    if not os.environ.get("SMTP_HOST", "").strip():
        extra["OUTBOX_PORT"] = str(home.port("outbox"))
    if not empty and not os.environ.get("BRAND_NAME", "").strip():
        extra["BRAND_NAME"] = SHOP
    with services(home) as found:
        values = environment(home, found, extra)
        step("Preparing the database …", commands.manage("migrate", "--no-input", "-v", "0"), values)
        if not empty:
            step("Preparing the demo data …", commands.manage("seed_demo"), values)
        supervisor = Supervisor(home, commands.children(home, port), values, say)
        try:
            supervisor.start_all()
            state.write(home, {name: values[name] for name in extra})
            wait_ready(supervisor, home, url, mail_port)
            if not empty:
                step("Asking the played providers for their templates …", commands.manage("sync_inboxes"), values)
            say(f"Helpdesk is ready: {url}")
            say(welcome(url, values, empty=empty))
            while True:
                supervisor.watch()
                time.sleep(0.2)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            say("Stopping …")
            state.clear(home)
            supervisor.stop_all()


def step(words: str, command: list[str], values: dict[str, str]) -> None:
    say(words)
    process = subprocess.Popen(
        command, env=values, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        output, _ = process.communicate()
    except Stopped:
        process.terminate()
        process.wait(20)
        raise
    if process.returncode:
        tail = "\n".join("  " + line for line in output.decode(errors="replace").splitlines()[-12:])
        raise EmbeddedError(f"That did not work ({command[2]}):\n{tail}")


def wait_ready(supervisor: Supervisor, home: Home, url: str, mail_port: int) -> None:
    deadline = time.monotonic() + READY_S
    answer = ""
    while True:
        supervisor.watch()
        ready, answer = readiness(url)
        if ready and mail_answers(mail_port):
            return
        failing = next((child for child in supervisor.children if child.deaths >= TOO_MANY_DEATHS), None)
        if failing:
            raise EmbeddedError(f"{failing.name} does not start. Its last words:\n{home.log_tail(failing.name, 15)}")
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"The helpdesk did not get ready within {READY_S:g} s: {answer}. The logs are in {home.logs}."
            )
        time.sleep(0.2)


def readiness(url: str) -> tuple[bool, str]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:  # noqa: S310 (our own address)
            return True, response.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return False, error.read().decode(errors="replace")
    except OSError as error:
        return False, str(error)


def mail_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def welcome(url: str, values: dict[str, str], *, empty: bool) -> str:
    if empty:
        return f"Make the first admin: {url}/setup/"
    asked = subprocess.run(
        [sys.executable, "-c", "import json; from helpdesk.demo import logins; print(json.dumps(logins()))"],
        env=values,
        capture_output=True,
        text=True,
    )
    if asked.returncode:
        raise EmbeddedError(f"The logins could not be read:\n{asked.stderr.strip()[-1000:]}")
    lines = [f"  {role:<8} {email:<32} {password}" for role, email, password in json.loads(asked.stdout)]
    return "\n".join(["Sign in with one of:", *lines, f"Play the customer: {url}/demo/"])
