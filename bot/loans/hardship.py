"""Why a borrower cannot pay: a closed list, shared with training data and reports."""

from __future__ import annotations

from enum import Enum


class HardshipReason(str, Enum):
    JOB_LOSS = "job_loss"
    INCOME_DROP = "income_drop"
    ILLNESS_INJURY = "illness_injury"
    BEREAVEMENT = "bereavement"
    FAMILY_CARE = "family_care"
    SEPARATION = "separation"
    BUSINESS_FAILURE = "business_failure"
    DISASTER = "disaster"
    FRAUD_VICTIM = "fraud_victim"
    OVER_INDEBTED = "over_indebted"
    STUDENT_OR_TRAINING = "student_or_training"
    DETAINED = "detained"
    OTHER = "other"
