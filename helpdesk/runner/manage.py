"""bin/manage: a management command with the services that it needs."""

from __future__ import annotations

import signal
import subprocess
from types import FrameType

from helpdesk.embedded import services
from helpdesk.runner import commands, state
from helpdesk.runner.environment import data_home, environment


def manage(arguments: list[str]) -> int:
    """Joins the running demo's services, or starts them and stops them after. The exit code is the command's own."""
    home = data_home()
    with services(home) as found:
        values = environment(home, found, state.running_demo(home))
        # The terminal sends Ctrl-C to both; the command answers it, and the services are stopped only afterwards.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        command = subprocess.Popen(commands.manage(*arguments), env=values, preexec_fn=default_interrupt)

        def pass_on(number: int, _frame: FrameType | None) -> None:
            command.send_signal(number)

        signal.signal(signal.SIGTERM, pass_on)
        signal.signal(signal.SIGHUP, pass_on)
        code = command.wait()
    return 128 - code if code < 0 else code


def default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
