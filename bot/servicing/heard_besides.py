"""What a message in distress tells besides: its reason and a wish for a call are noted too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.conversations.case_words import is_own_hardship, wants_a_call
from bot.conversations.hardship_reasons import find_hardship_reasons
from bot.conversations.numbered_text import number_text
from bot.loans import CaseKind, HardshipReason
from bot.replies.values import Value, listing, response, term
from bot.servicing.cases import open_case
from bot.servicing.hardship import pause_for_hardship, report_hardship
from bot.servicing.identity import is_trusted
from bot.servicing.scene import Scene
from bot.servicing.turn import verified_borrower


def note_what_else_is_said(scene: Scene) -> Value | str:
    """As words for the reply. Before the proof a reason stays in the wish that is answered then."""
    noted = [*_reasons(scene), *_call(scene)]
    return response("part_heard_besides", noted=listing(*noted)) if noted else ""


def _reasons(scene: Scene) -> Iterator[Value]:
    reasons = _own_reasons(scene.message.text)
    if not reasons or not is_trusted(scene.conversation, now=scene.now):
        return
    borrower = verified_borrower(scene.turn)
    report_hardship(scene.turn, borrower, reasons, replaced={HardshipReason.OTHER})
    pause_for_hardship(scene.turn, borrower)
    yield from (term("hardship", reason.value) for reason in reasons)


def _own_reasons(text: str) -> Sequence[HardshipReason]:
    """A death is a reason only of who says that they cannot pay: it may be the borrower's."""
    told = [HardshipReason(str(one.value)) for one in find_hardship_reasons(number_text(text))]
    own = is_own_hardship(text)
    return [reason for reason in told if own or reason is not HardshipReason.BEREAVEMENT]


def _call(scene: Scene) -> Iterator[Value]:
    if wants_a_call(scene.message.text):
        case = open_case(scene.turn, CaseKind.CALLBACK)
        yield response("part_heard_call", number=case.reference)
