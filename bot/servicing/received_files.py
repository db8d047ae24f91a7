"""What a borrower sent beside words: recorded, acknowledged, and what it was taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversations.bank_references import names_bank_reference
from bot.conversations.messages import Author, IncomingFile, MessageKind
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import last_messages
from bot.ledger.tables import Attachment, Conversation, HardshipReport, new_id
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.claims import add_evidence, open_claim
from bot.servicing.file_store import DOCUMENT, PICTURE, VOICE, KeptFile
from bot.servicing.hardship import SAME_STORY
from bot.servicing.identity import is_trusted
from bot.servicing.scene import Scene
from bot.servicing.transcript import Voice

STILL_ABOUT = timedelta(hours=24)
LOOKED_BACK = 6
GENERAL = "general"
HARDSHIP = "hardship"
NAME_LENGTH = 120

_KINDS = {
    MessageKind.PHOTO.value: PICTURE,
    MessageKind.DOCUMENT.value: DOCUMENT,
    MessageKind.VOICE.value: VOICE,
}
# What was being spoken of, by a word in the name of what the assistant said last, or in the
# reason of a handoff.
_ABOUT = (
    ("hardship", HARDSHIP),
    ("help_options", HARDSHIP),
    ("dispute", "dispute"),
    ("fraud", "dispute"),
    ("complaint", "complaint"),
    ("claim", "payment"),
    ("payment_made", "payment"),
    ("paid", "payment"),
    ("payment_problem", "payment"),
    ("death", "death"),
    ("representation", "representation"),
)


@dataclass(frozen=True)
class ToFetch:
    id: str
    reference: str
    conversation_id: str


def record_file(scene: Scene, file: IncomingFile) -> Attachment:
    """In the message's own transaction, so that neither is there without the other."""
    row = Attachment(
        id=new_id(),
        conversation_id=scene.conversation.id,
        message_id=scene.message.id,
        key=f"in:{scene.message.id}",
        kind=_KINDS[scene.message.kind],
        media_type=file.media_type,
        name=file.name[:NAME_LENGTH],
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        reference=file.reference,
        album=file.album,
        refused=file.refused or _too_much(scene, file),
        taken_for=purpose(scene.session, scene.conversation, now=scene.now),
        created_at=scene.now,
    )
    scene.session.add(row)
    scene.session.flush()
    return row


def answer_file(scene: Scene, row: Attachment) -> None:
    """Once for all pictures of an album."""
    if row.refused:
        scene.reply("utter_file_refused", refusal(row.refused, scene.rules.file_limit))
    elif _is_evidence(scene):
        scene.reply("utter_claim_evidence")
    elif not _is_of_known_album(scene.session, row):
        is_voice = row.kind == VOICE
        arguments = {"purpose": values.response(f"part_file_for_{row.taken_for or GENERAL}")}
        scene.reply(
            "utter_voice_not_heard" if is_voice else "utter_file_received",
            {} if is_voice else arguments,
        )


def take_bank_reference(scene: Scene) -> bool:
    """Typed instead of a receipt, while a payment is being looked for."""
    if not names_bank_reference(scene.message.text) or not _is_evidence(scene):
        return False
    scene.reply("utter_claim_evidence")
    return True


def _is_evidence(scene: Scene) -> bool:
    """Whether a payment is being looked for, which then has this message with it."""
    claim = open_claim(scene.session, scene.conversation)
    if claim is None or not is_trusted(scene.conversation, now=scene.now):
        return False
    add_evidence(scene.session, claim, scene.message, now=scene.now)
    return True


def purpose(session: Session, conversation: Conversation, *, now: datetime) -> str:
    """Which matter of this conversation is open, newest first."""
    said = last_messages(session, conversation.id, author=Author.ASSISTANT, count=LOOKED_BACK)
    names = [one.response or "" for one in said if one.at > now - STILL_ABOUT]
    for name in [*names, conversation.handoff_reason or ""]:
        about = next((about for word, about in _ABOUT if word in name), None)
        if about:
            return about
    told = select(func.max(HardshipReport.reported_at)).where(
        HardshipReport.borrower_id == conversation.borrower_id
    )
    latest = session.scalar(told) if conversation.borrower_id else None
    return HARDSHIP if latest and latest > now - STILL_ABOUT else GENERAL


def files_with_report(session: Session, report: HardshipReport) -> list[str]:
    """The ids of what the borrower sent for that hardship, of the same story."""
    theirs = select(Conversation.id).where(Conversation.borrower_id == report.borrower_id)
    return list(
        session.scalars(
            select(Attachment.id)
            .where(
                Attachment.conversation_id.in_(theirs),
                Attachment.taken_for == HARDSHIP,
                Attachment.refused.is_(None),
                Attachment.created_at > report.reported_at - SAME_STORY,
                Attachment.created_at < report.reported_at + SAME_STORY,
            )
            .order_by(Attachment.created_at)
        )
    )


def refusal(code: str, limit: int) -> dict[str, Value]:
    return {"reason": values.response(f"part_file_{code}", limit=limit // 1_000_000)}


def files_to_fetch(session: Session, channel: str) -> Sequence[ToFetch]:
    """Those of which only the messenger's name is known so far."""
    rows = session.execute(
        select(Attachment.id, Attachment.reference, Attachment.conversation_id)
        .join(Conversation, Conversation.id == Attachment.conversation_id)
        .where(
            Conversation.channel == channel,
            Attachment.reference.is_not(None),
            Attachment.path.is_(None),
            Attachment.refused.is_(None),
        )
        .order_by(Attachment.created_at)
    )
    return [ToFetch(row.id, row.reference or "", row.conversation_id) for row in rows]


def fetched(session: Session, file_id: str, kept: KeptFile) -> None:
    row = session.get_one(Attachment, file_id)
    row.path, row.kind, row.media_type = kept.path, kept.kind, kept.media_type
    row.size, row.sha256 = kept.size, kept.sha256


def not_fetched(session: Session, file_id: str, code: str, *, limit: int, voice: Voice) -> None:
    """It was acknowledged when it came, so that it cannot be kept is said as well."""
    row = session.get_one(Attachment, file_id)
    row.refused = code
    conversation = session.get_one(Conversation, row.conversation_id)
    voice.say(
        session,
        conversation,
        "utter_file_refused",
        refusal(code, limit),
        key=f"file:{row.id}",
        now=read_clock(session),
    )


def _too_much(scene: Scene, file: IncomingFile) -> str | None:
    if file.size > scene.rules.file_limit:
        return "too_large"
    today = select(func.count(Attachment.id)).where(
        Attachment.conversation_id == scene.conversation.id,
        Attachment.key.startswith("in:"),
        Attachment.refused.is_(None),
        Attachment.created_at > scene.now - timedelta(days=1),
    )
    sent = scene.session.scalar(today) or 0
    return "too_many" if sent >= scene.rules.files_a_day else None


def _is_of_known_album(session: Session, row: Attachment) -> bool:
    if row.album is None:
        return False
    others = select(Attachment.id).where(
        Attachment.conversation_id == row.conversation_id,
        Attachment.album == row.album,
        Attachment.id != row.id,
    )
    return session.scalar(others.limit(1)) is not None
