"""`gongjian init`: prepare a new installation, or bring one up to date after an update.

Running it again is safe: a secret, a database and an administrator that are there stay as they are.
"""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import environment
from .environment import ConfigurationError

LEVELS = {"city": "city", "county": "district", "town": "street", "community": "community"}
"""Level of the operator, and the unit type of ``org.catalogue`` that stands for it."""

BELOW_COUNTY = frozenset({"town", "community"})

RULE_OF_2026 = """\
Warning: the operator is below county level. The rule of 2026 on government mobile applications
(国办函〔2026〕12号, 政务移动互联网应用程序规范化管理办法) says that in principle
units below county level may not build such applications; county level and above may, after
approval and filing (立项、备案). Have the county's office in charge operate this installation,
or get its approval."""


@dataclass(frozen=True)
class Administrator:
    """Who operates the installation, and the first person who may sign in."""

    operator: str
    level: str
    name: str
    username: str
    password: str


def say(text: str) -> None:
    print(text, flush=True)


def make_data_folder() -> Path:
    """Create the data folder so that only its owner can look into it."""
    data = Path(environment.DATA.get()).resolve()
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {data} cannot be made ({error.strerror}). "
            f"Name another: {environment.DATA.name}=/path/to/folder"
        ) from None
    return data


def make_secret(data: Path) -> None:
    """Write a random signing key that only its owner can read, unless there is one."""
    path = data / "secret.key"
    if environment.SECRET_KEY.get() or path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
    say(f"Wrote a new secret: {path}")


def prepare_database() -> None:
    """Bring the database to the structure of this version."""
    from django.core.management import call_command

    say("Preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def collect_static_files() -> None:
    """Put styles, scripts and pictures where the server reads them."""
    from django.core.management import call_command

    say("Collecting styles and scripts")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def warn_below_county(level: str) -> None:
    """Warn when the operator's level is one for which the rule of 2026 says no."""
    if level in BELOW_COUNTY:
        print(RULE_OF_2026, file=sys.stderr, flush=True)


def has_account() -> bool:
    from gongjian.kernel.models import Account

    return Account.objects.exists()


def make_administrator(administrator: Administrator) -> None:
    """Enter the operator as the top unit and its officer as the first account.

    Raises:
        ConfigurationError: the rules refuse what was given.
    """
    from django.utils import timezone, translation

    from gongjian.kernel.actor import system
    from gongjian.kernel.errors import DomainError
    from gongjian.members import actions

    at = timezone.now()
    actor = system("init", timezone.localdate(at), *actions.OPEN_PERMISSIONS)
    opening = actions.Opening(
        authority=administrator.operator,
        unit_type=LEVELS[administrator.level],
        person=administrator.name,
        username=administrator.username,
        password=administrator.password,
    )
    # The command line speaks English, as its options do.
    with translation.override("en"):
        try:
            actions.open_installation(opening, actor=actor, at=at)
        except DomainError as error:
            raise ConfigurationError(str(error)) from None
    say(f"{administrator.name} can sign in as “{administrator.username}”.")


def _read_password(source: str | None) -> str:
    """Return the password from a file, from standard input (`-`), or from the keyboard."""
    if source == "-":
        return sys.stdin.readline().rstrip("\n")
    if source:
        return Path(source).read_text(encoding="utf-8").rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise ConfigurationError("The two passwords differ. Run `gongjian init` again.")
    return password


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ConfigurationError(f"“{text}” is no level; it is one of {', '.join(LEVELS)}.")
    return text


def ask(options: argparse.Namespace, question: Callable[[str], str] = input) -> Administrator:
    """Return the administrator from the options; ask for what they leave out."""
    operator = options.operator or question("Operator (the body that runs this): ")
    level = _level(options.level or question(f"Its level ({', '.join(LEVELS)}): "))
    warn_below_county(level)
    return Administrator(
        operator=operator,
        level=level,
        name=options.name or question("First administrator's name: "),
        username=options.username or question("Sign-in name: "),
        password=_read_password(options.password_file),
    )


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="gongjian init", description=__doc__)
    result.add_argument("--operator", help="the body that runs this installation (主办单位)")
    result.add_argument("--level", choices=LEVELS, help="its level")
    result.add_argument("--name", help="the first administrator's name")
    result.add_argument("--username", help="the first administrator's sign-in name")
    result.add_argument("--password-file", help="file with the password, or - for standard input")
    result.add_argument(
        "--without-administrator", action="store_true", help="only prepare folder and database"
    )
    return result


def main(arguments: Sequence[str]) -> int:
    """Prepare the installation: folder, secret, database, static files, first administrator.

    Raises:
        ConfigurationError: a step is refused; the message says what to do.
    """
    options = parser().parse_args(arguments)
    make_secret(make_data_folder())
    import django

    django.setup()
    prepare_database()
    collect_static_files()
    if options.without_administrator or has_account():
        return 0
    if not sys.stdin.isatty() and not (options.operator and options.password_file):
        say(
            "No administrator was made. Run `gongjian init` at a keyboard, or give --operator, "
            "--level, --name, --username and --password-file."
        )
        return 0
    make_administrator(ask(options))
    say("Ready. Start it with `gongjian serve`.")
    return 0
