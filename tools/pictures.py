"""Make the pictures of the README from the browser test's screenshots.

python -m tools.pictures
"""

from __future__ import annotations

import shutil
import sys

from tools.say import ROOT, run, say

SHOTS = ROOT / "screenshots" / "test_the_main_job"
PICTURES = ROOT / "docs" / "pictures"
CHOSEN = {"zone": "6-zone-1280"}


def main() -> int:
    if code := run([sys.executable, "-m", "pytest", "tests/browser/test_main_job.py"]):
        return code
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, shot in CHOSEN.items():
        say(f"docs/pictures/{name}.png")
        shutil.copyfile(SHOTS / f"{shot}.png", PICTURES / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
