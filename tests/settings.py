"""The product's settings with a room of their own: tests never touch a county's var/ folder."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QIANGXIAN_VAR", tempfile.mkdtemp(prefix="qiangxian-tests-"))
(Path(os.environ["QIANGXIAN_VAR"]) / "static").mkdir(parents=True, exist_ok=True)

from qiangxian.config.settings import *  # noqa: E402, F403 - the room must be named before the settings are read

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
