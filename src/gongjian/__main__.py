"""The `gongjian` command: `init`, `serve`, and everything that the modules' commands offer."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def _run(arguments: Sequence[str]) -> int:
    """Hand the arguments to the command they name."""
    # Imported here: what goes wrong in the configuration must be caught by main().
    if arguments[:1] == ["init"]:
        from gongjian.config import installation

        return installation.main(arguments[1:])
    if arguments[:1] == ["serve"]:
        from gongjian.config import serve

        return serve.main(arguments[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongjian", *arguments])
    return 0


def main() -> int:
    """Run one command; say what is wrong with the configuration in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from gongjian.config.environment import ConfigurationError

    try:
        return _run(sys.argv[1:])
    except (ConfigurationError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
    except OperationalError as error:
        print(
            f"The database does not answer as it should: {str(error).strip()}\n"
            "If this installation is new or was updated, run `gongjian init`.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
