"""Find a Chromium for the browser tests, or install one."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from tools.say import Failed, quietly, say, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW = """The browser tests need Chromium, and none was found or could be installed.
  Debian, Ubuntu: apt-get install chromium fonts-noto-cjk
  Fedora:         dnf install chromium google-noto-sans-cjk-fonts
  macOS:          brew install --cask chromium
  anywhere:       .venv/bin/playwright install chromium
or name one: make test CHROMIUM=/path/to/chrome"""


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """Return the path of a Chromium on this machine, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in (*NAMES, *APPLICATIONS):
        path = shutil.which(name)
        if path:
            return path
    return _playwright_chromium()


def _is_debian_root() -> bool:
    return (
        platform.system() == "Linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None
    )


def _install_with_apt() -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    quietly(["apt-get", "update", "-qq"], **quiet)
    packages = ["chromium", "fonts-noto-cjk"]
    quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet)


def _install_with_playwright() -> None:
    quietly([sys.executable, "-m", "playwright", "install", "chromium"])


def ensure() -> str:
    """Return the path of a Chromium, installing one where there is none.

    Raises:
        Failed: it could not be installed; the message says how to.
    """
    found = find()
    if found:
        return found
    ways = [_install_with_apt] if _is_debian_root() else []
    for way in [*ways, _install_with_playwright]:
        try:
            with step(f"Installing Chromium ({way.__name__.removeprefix('_install_')})"):
                way()
        except Failed as error:
            say(f"  {str(error).splitlines()[-1]}")
        found = find()
        if found:
            return found
    raise Failed(HOW)


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font with Chinese characters (screenshots need one)."""
    if shutil.which("fc-list") is None:
        return True
    return bool(quietly(["fc-list", ":lang=zh"]).strip())
