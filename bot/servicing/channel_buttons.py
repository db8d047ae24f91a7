"""Buttons that the channel layer answers itself, also while the assistant is quiet for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversations.statuses import HandoffReason
from bot.loans import CaseKind
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.cases import cases_here, follow_up, handoff_of, is_open, open_case
from bot.servicing.distress import crisis_lines, pause_for_distress
from bot.servicing.handoff import is_with_person, leave_queue, waits_for_person
from bot.servicing.office import office_zone
from bot.servicing.proof import replay_wish
from bot.servicing.scene import Scene

GO_ON = "channel:go_on"
LEAVE_QUEUE = "channel:leave_queue"
PAUSE_CONTACT = "channel:pause_contact"
CALL_ME = "channel:call_me"
OTHER_LINES = "channel:crisis_lines"


def answer_button(scene: Scene, payload: str) -> bool:
    """Whether the assistant has the next word."""
    return CHANNEL_BUTTONS[payload](scene)


def _go_on(scene: Scene) -> bool:
    """What was said before is answered by the assistant; a person still comes."""
    if is_with_person(scene.conversation):
        scene.reply("utter_stay_with_agent")
        return False
    meanwhile = waits_for_person(scene.conversation)
    scene.reply("utter_assistant_goes_on_meanwhile" if meanwhile else "utter_assistant_goes_on")
    replay_wish(scene)
    return True


def _leave_queue(scene: Scene) -> bool:
    """No person is needed any more; a case is still followed up."""
    if not leave_queue(scene.session, scene.conversation, now=scene.now):
        scene.reply("utter_stay_with_agent")
        return False
    scene.reply("utter_assistant_goes_on")
    _keep_cases_waiting(scene)
    replay_wish(scene)
    return True


def _keep_cases_waiting(scene: Scene) -> None:
    for case in cases_here(scene.session, scene.conversation):
        if is_open(case) and handoff_of(case) is not HandoffReason.ASKED_FOR_PERSON:
            follow_up(scene.session, scene.conversation, case, now=scene.now)


def _pause_contact(scene: Scene) -> bool:
    until = pause_for_distress(scene)
    zone = office_zone(scene.conversation, scene.rules.terms)
    arguments = {"until": values.moment(until, zone), "choices": _ways_on(scene)}
    scene.reply("utter_contact_paused", arguments)
    return False


def _ways_on(scene: Scene) -> list[Value]:
    """Beside the person who is coming, what was wished for can be gone on with."""
    if not waits_for_person(scene.conversation):
        return []
    return [values.choice(values.response("part_button_go_on_meanwhile"), GO_ON)]


def _call_me(scene: Scene) -> bool:
    case = open_case(scene.turn, CaseKind.CALLBACK)
    scene.reply("utter_callback_noted", {"number": case.reference, "hours": scene.hours})
    return False


def _other_lines(scene: Scene) -> bool:
    lines = crisis_lines(scene.session, scene.conversation, everywhere=True)
    scene.reply("utter_crisis_lines_everywhere", {"lines": lines})
    return False


CHANNEL_BUTTONS: Mapping[str, Callable[[Scene], bool]] = {
    GO_ON: _go_on,
    LEAVE_QUEUE: _leave_queue,
    PAUSE_CONTACT: _pause_contact,
    CALL_ME: _call_me,
    OTHER_LINES: _other_lines,
}
