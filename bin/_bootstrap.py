"""Makes the environment that bin/demo, bin/manage and bin/test run in. Standard library only.

`_bootstrap.py demo|dev VENV` creates VENV where it is missing and installs the lock, with hashes, when the lock has changed since
the last time. A development environment is enough for the demo, never the other way round. Exit code 75 (try again) on failure.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EX_TEMPFAIL = 75


class Failure(Exception):
    """What went wrong, as a sentence for the person at the terminal."""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def locks() -> dict[str, str]:
    return {kind: digest(ROOT / "requirements" / f"{kind}.txt") for kind in ("demo", "dev")}


def read_stamp(venv: Path) -> dict[str, str]:
    """What is installed: the digests of the locks, `dev` only where that was installed."""
    try:
        stamp = json.loads((venv / "installed.json").read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def runs(python: Path) -> bool:
    if not python.exists():
        return False
    check = [str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def call(command: list[str], sentence: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Failure("\n".join([sentence, *("  " + line for line in words[-8:])]))


def base_python(uv: str | None) -> str:
    """The interpreter for a new environment: this one, or CPython 3.12 from uv where this one is too new for embedded Redis."""
    if sys.version_info >= (3, 13) and uv and not (shutil.which("redis-server") or shutil.which("valkey-server")):
        return "3.12"
    return sys.executable


def create(venv: Path, uv: str | None) -> None:
    if uv:
        call(
            [uv, "venv", "-q", "--clear", "--python", base_python(uv), str(venv)],
            "The environment could not be made with uv:",
        )
    else:
        call(
            [sys.executable, "-m", "venv", "--clear", str(venv)],
            "The environment could not be made. Install the venv module (on Debian: python3-venv) or uv, and try again:",
        )


def install(venv: Path, lock: Path, uv: str | None) -> None:
    python = str(venv / "bin" / "python")
    sentence = f"The packages of {lock.relative_to(ROOT)} could not be installed (is there a network?):"
    if uv:
        call([uv, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", str(lock)], sentence)
    else:
        call([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)], sentence)


def ensure(kind: str, venv: Path) -> None:
    wanted = locks()
    if up_to_date(kind, venv, wanted):
        return
    venv.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(ROOT / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if up_to_date(kind, venv, wanted):
            return
        stamp = read_stamp(venv)
        kind = "dev" if kind == "dev" or "dev" in stamp else "demo"
        uv = shutil.which("uv")
        print("Installing what the helpdesk needs (the first time takes a minute) …", file=sys.stderr, flush=True)
        if not runs(venv / "bin" / "python"):
            create(venv, uv)
        install(venv, ROOT / "requirements" / f"{kind}.txt", uv)
        written = wanted if kind == "dev" else {"demo": wanted["demo"]}
        temporary = venv / "installed.json.new"
        temporary.write_text(json.dumps(written))
        os.replace(temporary, venv / "installed.json")
    finally:
        os.close(lock)


def up_to_date(kind: str, venv: Path, wanted: dict[str, str]) -> bool:
    return read_stamp(venv).get(kind) == wanted[kind] and (venv / "bin" / "python").exists()


def main() -> int:
    kind, venv = sys.argv[1], Path(sys.argv[2])
    try:
        ensure(kind, venv)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return EX_TEMPFAIL
    except OSError as error:
        print(f"The environment in {venv} could not be made: {error}", file=sys.stderr)
        return EX_TEMPFAIL
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
