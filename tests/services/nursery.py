"""A process that has everything imported and forks whoever is asked for: what a real worker spends its first seconds on is done once.

`python -m tests.services.nursery` reads one JSON object a line and answers each with one: `{"start": [...]}` (the words behind
`celery`), with `log` and `cwd`, gives `{"pid": …}`; `{"status": pid}` gives `{"status": …}`, null while it runs, else as
Popen.returncode. It ends with its standard input, and everything that it started with it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from importlib import import_module
from typing import Any, NoReturn

# What celery imports only when a worker starts.
LOADED_LATE = (
    *("celery.apps.beat", "celery.apps.worker", "celery.bin.celery", "celery.concurrency.prefork"),
    *("celery.worker.consumer", "kombu.transport.redis"),
)


def prepare() -> None:
    """Imports what a worker with a beat imports, and reads the dictionaries. Opens no connection: the children would share it."""
    for name in LOADED_LATE:
        import_module(name)
    from core.text import warm_up
    from helpdesk.celery import app

    app.finalize()
    app.loader.import_default_modules()
    warm_up()
    gc.collect()
    gc.freeze()


def be_born(words: list[str], log: str, cwd: str, born: int) -> NoReturn:
    """In the child: what Popen would have set, then the program."""
    code = 1
    try:
        os.setsid()
        os.close(born)
        os.chdir(cwd)
        output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for place, file in ((0, nothing), (1, output), (2, output)):
            os.dup2(file, place)
        sys.argv = ["celery", *words]
        from celery.__main__ import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Nursery:
    def __init__(self) -> None:
        self.ended: dict[int, int] = {}
        self.running: set[int] = set()

    def answer(self, asked: dict[str, Any]) -> dict[str, int | None]:
        if "start" in asked:
            waiting, born = os.pipe()
            pid = os.fork()
            if not pid:
                be_born(asked["start"], asked["log"], asked["cwd"], born)
            os.close(born)
            os.read(waiting, 1)  # until it leads a group of its own, which can be killed
            os.close(waiting)
            self.running.add(pid)
            return {"pid": pid}
        return {"status": self.status(asked["status"])}

    def status(self, pid: int) -> int | None:
        if pid in self.running:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self.running.discard(pid)
                self.ended[pid] = os.waitstatus_to_exitcode(status)
        return self.ended.get(pid)

    def close(self) -> None:
        for pid in self.running:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def main() -> None:
    prepare()
    nursery = Nursery()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(nursery.answer(json.loads(line))), flush=True)
    nursery.close()


if __name__ == "__main__":
    main()
