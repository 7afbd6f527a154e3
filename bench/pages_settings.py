"""The demonstration's settings with an empty page added, for :mod:`bench.bench_pages`."""

from gongjian.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages_urls"
