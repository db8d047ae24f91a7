"""How long to wait before trying again."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

Pause = Callable[[float], Awaitable[object]]
"""``asyncio.sleep``, or what a test has instead."""

_random = secrets.SystemRandom()


def backoff(attempt: int, *, most: float = 300) -> float:
    """Seconds to wait after the ``attempt``-th try: doubling, and spread by chance."""
    longest = min(most, 2.0 ** min(attempt, 30))
    return longest * _random.uniform(0.5, 1)
