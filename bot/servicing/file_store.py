"""Files from borrowers: looked at before they are kept, under names that say nothing.

What a sender calls a file or its type is not believed: the first bytes decide, and a picture must
open as one. Nothing here is ever run; pictures are shown only as they come out of a new encoding.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

PICTURE = "picture"
DOCUMENT = "document"
VOICE = "voice"
MOST_PIXELS = 50_000_000
SHOWN_PIXELS = 2000
"""The longer side of a picture as it is shown."""

_TYPES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", PICTURE),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", PICTURE),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp", PICTURE),
    # Telephones make these; Pillow does not read them, so they are only handed on.
    (re.compile(rb"....ftyp(?:heic|heix|mif1)", re.DOTALL), "image/heic", DOCUMENT),
    (re.compile(rb"%PDF-"), "application/pdf", DOCUMENT),
    (re.compile(rb"OggS"), "audio/ogg", VOICE),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "audio/mpeg", VOICE),
    (re.compile(rb"....ftypM4A ", re.DOTALL), "audio/mp4", VOICE),
)
_PATH = re.compile(r"[0-9a-f]{32}")


class FileRefused(Exception):  # noqa: N818 - named for what happened
    """``code``: ``too_large``, ``wrong_type``, ``too_many`` or ``unavailable``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class KeptFile:
    path: str
    kind: str
    media_type: str
    size: int
    sha256: str


class FileStore:
    """A folder that only this program reads."""

    def __init__(self, folder: Path, *, limit: int) -> None:
        """``limit`` in bytes."""
        self._folder = folder
        self.limit = limit

    def keep(self, content: bytes) -> KeptFile:
        """Safe on disk when this returns. Raises ``FileRefused``."""
        if len(content) > self.limit:
            raise FileRefused("too_large")
        media_type, kind = sniff(content)
        path = secrets.token_hex(16)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(self._folder / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return KeptFile(path, kind, media_type, len(content), hashlib.sha256(content).hexdigest())

    def read(self, path: str) -> bytes:
        """Raises ``FileNotFoundError``."""
        if not _PATH.fullmatch(path):
            raise FileNotFoundError(path)
        return (self._folder / path).read_bytes()

    def remove(self, path: str) -> None:
        if _PATH.fullmatch(path):
            (self._folder / path).unlink(missing_ok=True)


def sniff(content: bytes) -> tuple[str, str]:
    """Media type and kind by the bytes alone. Raises ``FileRefused``."""
    for signature, media_type, kind in _TYPES:
        if signature.match(content):
            if kind == PICTURE:
                _open_picture(content)
            return media_type, kind
    raise FileRefused("wrong_type")


def encoded_anew(content: bytes) -> bytes:
    """A JPEG of what is seen in the picture, and of nothing else that its file held."""
    picture = ImageOps.exif_transpose(_open_picture(content)).convert("RGB")
    picture.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS))
    # Pillow carries comments over from one picture to the next, but not onto a new one.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=85)
    return written.getvalue()


def _open_picture(content: bytes) -> Image.Image:
    """Its size is looked at before any of it is unpacked."""
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FileRefused("wrong_type") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise FileRefused("too_large")
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError):
        raise FileRefused("wrong_type") from None
    return picture
