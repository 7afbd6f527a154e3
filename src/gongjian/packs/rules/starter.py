"""The pack that a district begins with: small, whole, and without faults."""

from __future__ import annotations

import re
from datetime import date

from .reading import MAIN, Files

_TEXT = """\
# A programme pack. Every key: docs/howto/write-a-pack.md
# Check it:  gongjian packs check {folder}
# Load it:   gongjian packs load {folder}

[pack]
code = "{code}"
name = {{ zh = "新方案", en = "New programme" }}
version = "1.0"
valid_from = {day}
# builds_on = "a_city"          # the city's pack, if the county adds to it
sample = true
note = "新建的示例，请改成本地的内容。"

# What the district calls a thing. The keys stand in the reference.
[words]
zones = {{ zh = "片区", en = "Zones" }}

[activity_types.theme_day]
name = {{ zh = "主题党日", en = "Theme day" }}

[life_templates.monthly]
name = {{ zh = "每月组织生活", en = "Monthly organisational life" }}

[[life_templates.monthly.items]]
name = {{ zh = "主题党日", en = "Theme day" }}
per = "month"
activity = "theme_day"

[categories.health]
name = {{ zh = "健康服务", en = "Health" }}
"""


def starter(folder: str, today: date) -> Files:
    """Return the files of a pack to begin with, named after its folder."""
    code = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
    if not re.match(r"[a-z].", code):
        code = f"pack_{code}".rstrip("_")
    text = _TEXT.format(folder=folder, code=code[:40], day=today.isoformat())
    return {MAIN: text.encode()}
