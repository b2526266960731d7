"""`python -m helpdesk.runner demo|manage|test …`, called by the scripts in bin/."""

from __future__ import annotations

import sys

from helpdesk.embedded.home import EmbeddedError
from helpdesk.runner import locales

EX_TEMPFAIL = 75


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    try:
        locales.compile_changed()
        if command == "demo":
            from helpdesk.runner.demo import demo

            return demo(rest)
        if command == "manage":
            from helpdesk.runner.manage import manage

            return manage(rest)
        from helpdesk.runner.tests import tests

        return tests(rest)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return EX_TEMPFAIL
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
