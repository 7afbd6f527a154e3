"""The settings under test: a secret of its own, data in a temporary folder, no waiting."""

import os
import tempfile

os.environ.setdefault("GONGJIAN_SECRET_KEY", "only-for-tests-" + "abcdefghij" * 5)
os.environ.setdefault("GONGJIAN_DATA", tempfile.mkdtemp(prefix="gongjian-test-"))

from gongjian.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
