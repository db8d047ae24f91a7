import re
import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parent.parent
MAKE = shutil.which("make") or "make"


def test_make_help_names_every_target():
    [targets] = re.findall(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    told = subprocess.run([MAKE, "help"], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert re.findall(r"^  make (\w+)", told.stdout, re.MULTILINE) == targets.split()


def test_a_python_too_old_is_told_in_one_sentence(tmp_path):
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\nexec python3 -c "import sys; sys.version_info = (3, 9); $2"\n')
    old.chmod(0o755)
    done = subprocess.run(
        [MAKE, "setup", f"PYTHON={old}"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stderr.startswith("Python 3.11 or newer is needed")
