"""The settings under test: a secret of its own, data in a temporary folder, no waiting."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("GONGJIAN_SECRET_KEY", "only-for-tests-" + "abcdefghij" * 5)
if "GONGJIAN_DATA" not in os.environ or (
    os.environ.get("GONGJIAN_DATA_OF", "") != os.environ.get("PYTEST_XDIST_WORKER", "")
):
    # Each worker has its own: papers and locks lie there under keys that workers' rows share.
    # Removed by the process that made it, not by those that inherit its address.
    os.environ["GONGJIAN_DATA_OF"] = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["GONGJIAN_DATA"] = tempfile.mkdtemp(prefix="gongjian-test-")
    atexit.register(shutil.rmtree, os.environ["GONGJIAN_DATA"], ignore_errors=True)
if os.environ.get("GONGJIAN_TEST_DB") == "postgresql" and not os.environ.get("DATABASE_URL"):
    # Started once, by the first process; pytest-xdist's workers inherit the address.
    import postgres

    os.environ["DATABASE_URL"] = postgres.start()

from gongjian.config.settings import *  # noqa: F403

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if "init_command" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    # No test is about loss of power, and waiting for the disk would double the time.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
