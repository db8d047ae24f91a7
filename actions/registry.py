"""Every action there is; a test holds this list to ``domain.yml``."""

from __future__ import annotations

from collections.abc import Mapping

from rasa_sdk.interfaces import Action

from actions import account, arrangement, handoff, hardship, privacy, promise, smalltalk
from bot.ledger.database import Database
from bot.loans import Terms

ACTIONS = (
    account.ActionShowBalance,
    account.ActionShowDueDate,
    arrangement.ValidateArrangementForm,
    arrangement.ActionAskOffer,
    arrangement.ActionAskConsent,
    arrangement.ActionAgreeArrangement,
    arrangement.ActionShowArrangement,
    arrangement.ActionLeaveForm,
    handoff.ActionHandOver,
    hardship.ActionLogHardship,
    privacy.ActionStopMessages,
    privacy.ActionResumeMessages,
    promise.ValidatePromiseForm,
    promise.ActionAskPromiseAmount,
    promise.ActionAskPromiseDate,
    promise.ActionAskPromiseConsent,
    promise.ActionMakePromise,
    smalltalk.ActionDefaultFallback,
    smalltalk.ActionChangeLanguage,
    smalltalk.ActionRepeat,
)


def all_actions(database: Database, terms: Mapping[str, Terms]) -> list[Action]:
    return [action(database, terms) for action in ACTIONS]
