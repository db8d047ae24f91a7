"""Every action there is; a test holds this list to ``domain.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from rasa_sdk.interfaces import Action

from actions import (
    account,
    agreement,
    arrangement,
    claim,
    dispute,
    going_back,
    handoff,
    hardship,
    identity,
    loans,
    options,
    payment,
    payment_problem,
    privacy,
    promise,
    smalltalk,
    statement,
)
from bot.ledger.database import Database
from bot.loans import Terms
from bot.servicing.payments import PaymentRules

ACTIONS = (
    account.ActionShowBalance,
    account.ActionShowDueDate,
    statement.ActionShowHistory,
    statement.ActionExplainCharges,
    statement.ActionShowStatement,
    statement.ActionTellConsequences,
    statement.ActionTellPaymentMethods,
    statement.ActionTellMinimum,
    statement.ActionShowSettlementLetter,
    loans.ActionAskLoan,
    payment.ValidatePaymentForm,
    payment.ActionAskPaymentAmount,
    payment.ActionAskPaymentConsent,
    payment.ActionTakePayment,
    claim.ValidateClaimForm,
    claim.ActionAskClaimDate,
    claim.ActionAskClaimAmount,
    claim.ActionNoteClaim,
    payment_problem.ActionShowPaymentProblem,
    payment_problem.ActionExplainAutopay,
    arrangement.ValidateArrangementForm,
    arrangement.ActionAskOffer,
    arrangement.ActionAskConsent,
    arrangement.ActionAgreeArrangement,
    agreement.ActionShowArrangement,
    agreement.ActionLeaveForm,
    going_back.ActionOfferToGoBack,
    going_back.ActionYes,
    going_back.ActionNo,
    going_back.ActionTakeValue,
    dispute.ActionOpenCase,
    dispute.ValidateRepresentationForm,
    dispute.ActionAskRepresentative,
    dispute.ActionNoteRepresentative,
    handoff.ActionHandOver,
    hardship.ValidateHardshipForm,
    hardship.ActionAskHardshipReason,
    hardship.ActionAskHardshipSince,
    hardship.ActionAskHardshipUntil,
    hardship.ActionFinishHardship,
    identity.ValidateContactForm,
    identity.ActionAskContact,
    identity.ActionAskContactConsent,
    identity.ActionRequestContactChange,
    options.ActionShowHelpOptions,
    options.ValidateBudgetForm,
    options.ActionAskIncome,
    options.ActionAskEssentials,
    options.ActionAskOtherDebts,
    options.ActionWeighBudget,
    privacy.ActionAnswerDataRequest,
    privacy.ActionStopMessages,
    privacy.ActionResumeMessages,
    promise.ValidatePromiseForm,
    promise.ActionAskPromiseAmount,
    promise.ActionAskPromiseDate,
    promise.ActionAskPromiseConsent,
    promise.ActionMakePromise,
    smalltalk.ActionGreet,
    smalltalk.ActionDefaultFallback,
    smalltalk.ActionChangeLanguage,
    smalltalk.ActionRepeat,
)


def all_actions(
    database: Database,
    terms: Mapping[str, Terms],
    *,
    recap_after: timedelta,
    payment_rules: PaymentRules,
) -> list[Action]:
    return [action(database, terms, recap_after, payment_rules) for action in ACTIONS]
