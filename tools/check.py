"""Everything that can be checked without running the product; goes on after a failure."""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path

from tools.say import BIN, run, say

GONGJIAN = BIN / "gongjian"
CHECKS: dict[str, list[str | Path]] = {
    "style (ruff)": [BIN / "ruff", "check", "--quiet", "."],
    "layout (ruff format)": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "types (mypy)": [BIN / "mypy"],
    "import rules (import-linter)": [BIN / "lint-imports", "--no-cache"],
    "migrations are complete": [GONGJIAN, "makemigrations", "--check", "--dry-run"],
    "deployment settings": [GONGJIAN, "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        installed_for_real = {
            "GONGJIAN_DATA": data,
            "GONGJIAN_SECRET_KEY": secrets.token_urlsafe(64),
            "GONGJIAN_HOSTS": "gongjian.example.org",
            "GONGJIAN_HTTPS": "1",
            "GONGJIAN_DEMO": "",
            "GONGJIAN_DEBUG": "",
            "DATABASE_URL": "",
            "PYTHONPATH": ".",
        }
        for title, command in CHECKS.items():
            say(f"== {title}")
            if run(command, **installed_for_real):
                failed.append(title)
    for title in failed:
        say(f"FAILED: {title}")
    if not failed:
        say("All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
