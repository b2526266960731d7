"""Starting a server under the account that may run it, and knowing whether a process lives."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from helpdesk.embedded.home import EmbeddedError, Home

NO_ROOT = (
    "PostgreSQL refuses to run as root, and this machine allows neither user namespaces nor another account for it. "
    "Run this as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
)


def works(command: Sequence[str]) -> bool:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode == 0


def account_prefix(uid: int, gid: int) -> list[str]:
    if not shutil.which("setpriv"):
        raise EmbeddedError(NO_ROOT)
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--"]


def owner_prefix(home: Home) -> list[str]:
    """How root works in a data folder that belongs to an ordinary user: as that user, so that both may go on with it."""
    uid, gid = home.owner()
    return account_prefix(uid, gid) if os.geteuid() == 0 and uid != 0 else []


def unprivileged_prefix(home: Home, data: Path, program: Path) -> list[str]:
    """The words in front of a program that refuses root. Root's own data stay root's, through a user namespace; where those are
    forbidden, `data` is given to `nobody`."""
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise EmbeddedError(f"{data} belongs to another account. Set HELPDESK_HOME to a folder of your own.")
        return []
    if home.owner()[0] != 0:
        return owner_prefix(home)
    in_namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    given_away = data.exists() and data.stat().st_uid != 0
    if not given_away and shutil.which("unshare") and works([*in_namespace, str(program), "--version"]):
        return in_namespace
    nobody = pwd.getpwnam("nobody")
    prefix = account_prefix(nobody.pw_uid, nobody.pw_gid)
    home.path.chmod(0o711)
    data.mkdir(exist_ok=True, mode=0o700)
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    if not works([*prefix, str(program), "--version"]) or not works([*prefix, "test", "-w", str(data)]):
        data.rmdir() if not any(data.iterdir()) else None
        raise EmbeddedError(NO_ROOT)
    return prefix


def alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # A child that ended and was not waited for is no longer alive.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


def wait_for(condition: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


def stop(pid: int, number: signal.Signals, seconds: float = 20.0) -> None:
    """Ends a server by its own gentle signal, by force when it takes longer than `seconds`."""
    for attempt, wait in ((number, seconds), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, attempt)
        except ProcessLookupError:
            return
        if wait_for(lambda: not alive(pid), wait):
            return
