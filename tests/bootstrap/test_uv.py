import hashlib
import io
import os
import zipfile

import pytest

from bot.bootstrap import uv
from bot.bootstrap.errors import SetupError


def wheel(name: str, version: str = uv.VERSION) -> dict[str, str]:
    return {"filename": f"uv-{version}-py3-none-{name}.whl"}


LINUX = wheel("manylinux_2_17_x86_64.manylinux2014_x86_64")
ALPINE = wheel("musllinux_1_1_x86_64")
MAC = wheel("macosx_11_0_arm64")
PYTHON = "#!/bin/sh\necho uv {}\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    path = tmp_path / "tools/bin/uv"
    monkeypatch.setattr(uv, "_OWN", path)
    return path


@pytest.mark.parametrize(
    ("tag", "chosen"),
    [
        (r"manylinux[\w.]*_x86_64\.whl$", LINUX),
        (r"musllinux[\w.]*_x86_64\.whl$", ALPINE),
        (r"macosx_\d+_\d+_arm64\.whl$", MAC),
    ],
)
def test_the_wheel_of_the_platform_and_version_is_chosen(monkeypatch, tag, chosen):
    monkeypatch.setattr(uv, "_platform_tag", lambda: tag)
    files = [wheel("manylinux_2_17_x86_64", "0.1.0"), MAC, ALPINE, LINUX]
    assert uv.choose(files) == chosen


def test_a_platform_without_a_wheel_is_named(monkeypatch):
    monkeypatch.setattr(uv, "_platform_tag", lambda: "none_such")
    with pytest.raises(ValueError, match=f"no uv {uv.VERSION} for this platform"):
        uv.choose([LINUX])


def test_the_binary_of_a_wheel_can_be_run(own):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"uv-{uv.VERSION}.data/scripts/uv", PYTHON.format(uv.VERSION))
        archive.writestr(f"uv-{uv.VERSION}.data/scripts/uvx", "another")
    uv.unpack(content.getvalue())
    assert uv.is_usable(str(own))


@pytest.mark.parametrize(("version", "usable"), [("0.7.22", False), ("0.8.0", True), ("1.0", True)])
def test_a_uv_too_old_for_the_lock_files_is_not_used(tmp_path, version, usable):
    path = tmp_path / "uv"
    path.write_text(PYTHON.format(version))
    path.chmod(0o755)
    assert uv.is_usable(str(path)) is usable


def test_a_uv_on_the_path_is_taken(tmp_path, own, monkeypatch):
    found = tmp_path / "uv"
    found.write_text(PYTHON.format(uv.VERSION))
    found.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert uv.find_or_get() == str(found)


def test_a_damaged_download_is_refused(own, monkeypatch):
    served = {**LINUX, "url": "wheel", "hashes": {"sha256": hashlib.sha256(b"other").hexdigest()}}
    listing = str({"files": [served]}).replace("'", '"').encode()
    monkeypatch.setattr(uv, "_platform_tag", lambda: "x86_64")
    monkeypatch.setattr(uv, "_read", lambda url: b"content" if url == "wheel" else listing)
    with pytest.raises(SetupError, match="damaged"):
        uv.download()
    assert not own.exists()


def test_an_index_without_encryption_is_refused(own, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1/simple")
    with pytest.raises(SetupError, match="https"):
        uv.download()


def test_certificates_are_those_of_the_machine():
    assert uv.environment()["UV_SYSTEM_CERTS"] == "1"
