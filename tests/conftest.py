"""Free inputs are the same at every run, so that a run tells what a change did; MSCQ_EXAMPLES makes new ones."""

from __future__ import annotations

import os

from hypothesis import settings
from support import CACHE

os.environ["XDG_CACHE_HOME"] = CACHE.name
settings.register_profile("same", derandomize=True)
if not os.environ.get("MSCQ_EXAMPLES"):
    settings.load_profile("same")
