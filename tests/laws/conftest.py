"""Fewer examples than a nightly hunt takes: ``HYPOTHESIS_PROFILE=hunt`` looks longer."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("hunt", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
