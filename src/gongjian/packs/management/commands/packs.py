"""Programme packs: `gongjian packs new | check | load | diff | export | list`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel.actor import system
from gongjian.kernel.errors import DomainError
from gongjian.packs import actions, queries
from gongjian.packs.rules import Change, Files, differences, sentence, starter


class Command(BaseCommand):
    """Make, check, load, compare and export the packs of a district's programmes.

    Exit codes: 0 done, or nothing to change; 1 the pack has faults or the request is refused;
    2 the command was written wrongly. `diff` exits with 0 whether or not something would change.
    """

    help = "Make, check, load, compare and export programme packs."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        new = steps.add_parser("new", help="make a folder with a pack to begin with")
        new.add_argument("name", type=Path, metavar="NAME", help="the folder; its name is the code")
        for step, words in (
            ("check", "name every fault of a pack; write nothing"),
            ("load", "load a pack; the same again does nothing"),
            ("diff", "say what loading a pack would change"),
        ):
            one = steps.add_parser(step, help=words)
            one.add_argument("dir", metavar="DIR", help="a folder, or the code of a shipped pack")
        export = steps.add_parser("export", help="write a loaded pack back into a folder")
        export.add_argument("code", metavar="CODE")
        export.add_argument("dir", type=Path, metavar="DIR")
        export.add_argument("--version-loaded", metavar="VERSION", help="not the last, but this")
        steps.add_parser("list", help="the packs that are loaded, and those that are shipped")

    def handle(self, *, step: str, **options: Any) -> None:
        try:
            getattr(self, f"_{step}")(options)
        except actions.PackFaulty as error:
            self._report(error.faults)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _files(self, text: str) -> Files:
        return queries.shipped(text) if _is_shipped(text) else queries.read_folder(Path(text))

    def _report(self, faults: tuple[Any, ...]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
        count = len(faults)
        words = ngettext("%(count)d fault.", "%(count)d faults.", count) % {"count": count}
        raise CommandError(words)

    def _new(self, options: Mapping[str, Any]) -> None:
        folder: Path = options["name"]
        if folder.exists():
            raise CommandError(_("%(folder)s is there already.") % {"folder": folder})
        for path, content in starter(folder.name, timezone.localdate()).items():
            _write(folder / path, content)
        words = _("Wrote %(folder)s. Change it, then: gongjian packs check %(folder)s")
        self.stdout.write(words % {"folder": folder})

    def _check(self, options: Mapping[str, Any]) -> None:
        beside = {code: queries.shipped(code) for code in queries.list_shipped()}
        pack, faults = queries.examine(self._files(options["dir"]), beside=beside)
        if pack is None or faults:
            self._report(faults)
            return
        words = _("%(name)s %(version)s has no faults.")
        name = pack.meta.name.zh
        self.stdout.write(words % {"name": name, "version": pack.meta.version})

    def _load(self, options: Mapping[str, Any]) -> None:
        now = timezone.now()
        actor = system("packs", timezone.localdate(now), *actions.PERMISSIONS)
        loaded = actions.load(self._files(options["dir"]), actor=actor, at=now)
        version = loaded.version
        facts = {"name": version.name_zh, "version": version.version, "day": version.valid_from}
        if not loaded.is_new:
            self.stdout.write(_("%(name)s %(version)s is loaded already; nothing to do.") % facts)
            return
        self._say(loaded.changes)
        self.stdout.write(_("Loaded %(name)s %(version)s, which holds from %(day)s on.") % facts)

    def _diff(self, options: Mapping[str, Any]) -> None:
        files = self._files(options["dir"])
        pack, faults = queries.examine(files)
        if pack is None or faults:
            self._report(faults)
            return
        last = queries.latest(pack.meta.code)
        before = (queries.pack_of(last), queries.files_of(last)) if last else None
        changes = tuple(differences(before, (pack, files)))
        self._say(changes)
        if not changes:
            self.stdout.write(_("Loading it would change nothing."))

    def _say(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.stdout.write(sentence(change))

    def _export(self, options: Mapping[str, Any]) -> None:
        folder: Path = options["dir"]
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(_("%(folder)s is not empty.") % {"folder": folder})
        version = queries.latest(options["code"])
        wanted = options["version_loaded"]
        if version is not None and wanted:
            version = queries.version_named(options["code"], wanted)
        if version is None:
            raise CommandError(_("No such pack is loaded: %(code)s") % {"code": options["code"]})
        files = queries.files_of(version)
        for path, content in files.items():
            _write(folder / path, content)
        facts = {"count": len(files), "folder": folder}
        self.stdout.write(_("Wrote %(count)d files into %(folder)s.") % facts)

    def _list(self, _options: Mapping[str, Any]) -> None:
        today = timezone.localdate()
        holding = {version.pk for version in queries.of_day(today)}
        for version in queries.list_versions():
            state = _("in force") if version.pk in holding else _("not in force today")
            self.stdout.write(
                f"{version.pack} {version.version} {version.name_zh}: "
                f"{version.valid_from:%Y-%m-%d} {state}"
            )
        shipped = ", ".join(queries.list_shipped())
        self.stdout.write(_("Shipped with the product: %(codes)s") % {"codes": shipped})


def _is_shipped(text: str) -> bool:
    return text in queries.list_shipped() and not Path(text).is_dir()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
