"""Finds uv, which makes the environments, or gets it: by pip, else straight from the index."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

from bot.bootstrap.errors import SetupError

VERSION = "0.13.9"
_OLDEST = (0, 8)  # older ones cannot read the lock files
_OWN = Path("var/tools/bin/uv")
_INDEX = "https://pypi.org/simple"
_SECONDS = 120


def find_or_get() -> str:
    """The path of a uv that can read our lock files."""
    found = shutil.which("uv")
    for candidate in (found, str(_OWN)):
        if candidate and is_usable(candidate):
            return candidate
    print(f"uv {VERSION}: getting it", flush=True)
    if not _get_by_pip():
        download()
    if not is_usable(str(_OWN)):
        raise SetupError("uv was installed to var/tools, but does not run on this machine.")
    return str(_OWN)


def environment() -> dict[str, str]:
    """For uv's commands: it trusts the certificate authorities that this machine trusts."""
    inherited = {name: os.environ[name] for name in os.environ if name != "VIRTUAL_ENV"}
    trusted = ssl.get_default_verify_paths()
    if trusted.cafile or trusted.capath:
        return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **inherited}
    return inherited


def is_usable(path: str) -> bool:
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    version = re.search(r"(\d+)\.(\d+)", told.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= _OLDEST


def _get_by_pip() -> bool:
    """By pip, which knows this machine's mirrors and proxies, where there is one."""
    if importlib.util.find_spec("pip") is None:
        return False
    into = ["--target", str(_OWN.parent.parent), "--upgrade", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *into, f"uv=={VERSION}"]
    return subprocess.run(command, check=False).returncode == 0 and _OWN.exists()


def download() -> None:
    """Without pip: the wheel itself, checked against the index's SHA-256."""
    try:
        wheel = choose(json.loads(_read(f"{_index()}/uv/"))["files"])
        content = _read(wheel["url"])
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(
            f"uv could not be downloaded ({error}). Install it and run this again."
        ) from error
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        raise SetupError("uv's download is damaged. Run this again.")
    unpack(content)


def _index() -> str:
    named = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or _INDEX
    return named.rstrip("/")


def _read(url: str) -> bytes:
    if not url.startswith("https://"):
        raise ValueError("an index must be read by https")
    asked = {"Accept": "application/vnd.pypi.simple.v1+json"}
    request = urllib.request.Request(url, headers=asked)  # noqa: S310 - https, see above
    with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
        content: bytes = response.read()
    return content


def choose(files: list[dict[str, Any]]) -> dict[str, Any]:
    tag = _platform_tag()
    for file in files:
        if file["filename"].startswith(f"uv-{VERSION}-") and re.search(tag, file["filename"]):
            return file
    raise ValueError(f"no uv {VERSION} for this platform, {platform.platform()}")


def _platform_tag() -> str:
    machine = platform.machine()
    if sys.platform == "darwin":
        return rf"macosx_\d+_\d+_{machine}\.whl$"
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return rf"{libc}[\w.]*_{machine}\.whl$"


def unpack(wheel: bytes) -> None:
    _OWN.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        [binary] = [name for name in archive.namelist() if name.endswith(".data/scripts/uv")]
        _OWN.write_bytes(archive.read(binary))
    _OWN.chmod(0o755)
