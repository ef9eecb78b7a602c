"""The product's settings with a room of their own: tests never touch a county's var/ folder."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QIANGXIAN_VAR", tempfile.mkdtemp(prefix="qiangxian-tests-"))
(Path(os.environ["QIANGXIAN_VAR"]) / "static").mkdir(parents=True, exist_ok=True)

from qiangxian.config.settings import *  # noqa: E402, F403 - the room must be named before the settings are read

# What is kept under a county's revision must not outlive a test or reach another process: revisions begin anew in each.
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}  # noqa: F405 - from the settings above
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a cheap one keeps logins quick
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 - from the settings above
    # A file, so that the server thread of a browser journey reads what the test wrote; no need to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["QIANGXIAN_VAR"]) / "test.sqlite3")}  # noqa: F405 - as above
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405 - as above
