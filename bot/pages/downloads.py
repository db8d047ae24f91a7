"""Files from the ledger to a browser: shown only if they are pictures, never run."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from bot.ledger.tables import Attachment
from bot.servicing.file_store import PICTURE, FileStore, encoded_anew

SUFFIXES = {
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "image/heic": ".heic",
}
# Whatever the file holds, a browser that opens it by itself gets no script, form or frame.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def show_attachment(row: Attachment, store: FileStore) -> Response | None:
    """What we drew is shown as it is, a picture that was sent to us in a new encoding.

    None for what is not kept. Reads the disk: not for the event loop.
    """
    if row.content is not None:
        return download(row.content, row.media_type, row.name, inline=row.kind == PICTURE)
    if row.path is None:
        return None
    content = store.read(row.path)
    if row.kind == PICTURE:
        return download(encoded_anew(content), "image/jpeg", "photo.jpg", inline=True)
    name = row.name or "file" + SUFFIXES.get(row.media_type, "")
    return download(content, row.media_type, name)


def download(content: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    """``inline`` is for what we drew or checked ourselves."""
    way = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
