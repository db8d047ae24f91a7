"""What borrowers send: looked at, kept under a name that says nothing, and acknowledged."""

from __future__ import annotations

import io
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from people import Sender
from PIL import Image
from sqlalchemy import select

from bot.conversations.messages import IncomingFile, MessageKind
from bot.ledger.tables import Attachment
from bot.loans import HardshipReason
from bot.servicing.file_store import FileRefused, FileStore, encoded_anew, sniff
from bot.servicing.hardship import report_hardship

SENT = IncomingFile("payslip.pdf", 1000, reference="f")
OGG = b"OggS\0\2"
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), comment: bytes = b"") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **({"comment": comment} if comment else {}))
    return written.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", limit=10_000)


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (photo(), "image/jpeg", "picture"),
        (photo("PNG"), "image/png", "picture"),
        (photo("WEBP"), "image/webp", "picture"),
        (PDF, "application/pdf", "document"),
        (b"\0\0\0\x18ftypheic\0", "image/heic", "document"),
        (OGG, "audio/ogg", "voice"),
        (b"ID3\4", "audio/mpeg", "voice"),
        (b"\0\0\0\x18ftypM4A \0", "audio/mp4", "voice"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(content: bytes, media_type: str, kind: str) -> None:
    assert sniff(content) == (media_type, kind)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_type"),
        (b"MZ\x90\0 this program", "wrong_type"),
        (b"<html><script>alert(1)</script>", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (b"\x89PNG\r\n\x1a\nnot a picture", "wrong_type"),
        (photo()[:-60], "wrong_type"),
        (photo("PNG", size=(9000, 9000)), "too_large"),
        (b"%PDF-" + b"a" * 400_000, "too_large"),
    ],
    ids=["empty", "program", "page", "svg", "no picture", "half", "a bomb", "too large"],
)
def test_what_is_no_harmless_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FileStore(tmp_path, limit=390_000).keep(content)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_is_its_owners_alone_and_found_by_its_own_name_only(
    store: FileStore, tmp_path: Path
) -> None:
    kept = store.keep(PDF)
    [file] = (tmp_path / "files").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == (kept.path, 0o600)
    assert store.read(kept.path) == PDF
    (tmp_path / "ledger.db").write_bytes(b"secret")
    for path in ("../ledger.db", "/etc/passwd", kept.path + "/..", ""):
        with pytest.raises(FileNotFoundError):
            store.read(path)
    store.remove(kept.path)
    assert list((tmp_path / "files").iterdir()) == []


def test_a_picture_is_shown_without_what_else_its_file_held() -> None:
    shown = encoded_anew(photo(comment=b"<script>alert(1)</script>", size=(4000, 100)))
    assert b"script" not in shown
    with Image.open(io.BytesIO(shown)) as picture:
        assert picture.size == (2000, 50)


def rows(sender: Sender) -> list[Attachment]:
    with sender.database.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.message_id)))


def test_a_file_is_taken_for_what_is_being_spoken_of(sender: Sender) -> None:
    sender.says(kind=MessageKind.PHOTO, file=SENT)
    sender.proves()
    sender.says("I lost my job")
    sender.answered()
    with sender.turn() as (turn, borrower):
        report_hardship(turn, borrower, [HardshipReason.JOB_LOSS])
    sender.says(kind=MessageKind.PHOTO, file=SENT)
    sender.waits(timedelta(hours=30))
    sender.says(kind=MessageKind.PHOTO, file=SENT)
    assert [row.taken_for for row in rows(sender)] == ["general", "hardship", "general"]
    words = [m.text for m in sender.messages("assistant") if m.response == "utter_file_received"]
    assert "difficulty you told me about" in words[1]
    assert words[0] == words[2]


def test_an_album_is_acknowledged_once(sender: Sender) -> None:
    for _ in range(3):
        sender.says(kind=MessageKind.PHOTO, file=IncomingFile(reference="f", album="a"))
    assert sender.heard() == ["utter_file_received"]
    assert len(rows(sender)) == 3


def test_a_caption_is_answered_and_its_file_acknowledged(sender: Sender) -> None:
    sender.says("what do I owe", kind=MessageKind.PHOTO, file=SENT)
    assert sender.heard() == ["utter_file_received"]
    assert sender.waiting() == [("what do I owe", False)]


def test_what_is_too_large_or_too_many_is_refused_with_the_reason(sender: Sender) -> None:
    sender.says(kind=MessageKind.DOCUMENT, file=IncomingFile(size=11_000_000, reference="f"))
    assert "larger than 10 MB" in sender.messages("assistant")[-1].text
    for _ in range(21):
        sender.says(kind=MessageKind.DOCUMENT, file=SENT)
    assert sender.heard().count("utter_file_received") == 20
    assert "tomorrow" in sender.messages("assistant")[-1].text
    assert [row.refused for row in rows(sender)][-1] == "too_many"


def test_while_an_agent_is_there_the_assistant_is_silent_about_files(sender: Sender) -> None:
    sender.says("hello")
    with sender.database.writing() as session:
        conversation = session.merge(sender.conversation())
        conversation.status = "open"
    sender.says(kind=MessageKind.DOCUMENT, file=SENT)
    assert sender.heard() == []
    sender.says(kind=MessageKind.DOCUMENT, file=IncomingFile(refused="wrong_type"))
    assert sender.heard() == ["utter_file_refused"]
