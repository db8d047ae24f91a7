"""A short walk each time; ``HYPOTHESIS_PROFILE=hunt`` walks for hours and always otherwise."""

import os

from hypothesis import HealthCheck, Phase, settings

UNHURRIED = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],  # a step takes a tenth of a second: no time to look for less
    "database": None,
}

settings.register_profile(
    "short_walk", max_examples=8, stateful_step_count=30, derandomize=True, **UNHURRIED
)
settings.register_profile(
    "long_walk",
    max_examples=100_000,
    stateful_step_count=50,
    **UNHURRIED,
)
WALK = settings.get_profile(
    "long_walk" if os.environ.get("HYPOTHESIS_PROFILE") == "hunt" else "short_walk"
)
