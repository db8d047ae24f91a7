"""What a fit is kept by names all the code that it comes through."""

import subprocess
import sys

import pytest

from bot.nlu.fitted import LEARNS

PROBE = "import sys, bot.understanding.{}; print(*sys.modules)"


@pytest.mark.parametrize("module", ["intents", "distress", "embeddings"])
def test_no_module_is_forgotten(module):
    told = subprocess.run(
        [sys.executable, "-c", PROBE.format(module)], capture_output=True, text=True, check=True
    )
    ours = [
        name.split(".") for name in told.stdout.split() if name.startswith("bot.understanding.")
    ]
    assert {f"{name[2]}.py" for name in ours} <= set(LEARNS)
