"""Why a change is refused: a code; the words for it are the pages'."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    BAD_NAME = "bad_name"
    NAME_TAKEN = "name_taken"
    UNKNOWN_INTENT = "unknown_intent"
    UNKNOWN_LANGUAGE = "unknown_language"
    NO_JOURNEY = "no_journey"
    DUPLICATE = "duplicate"
    HELD_OUT = "held_out"
    NOT_FOUND = "not_found"
    LAST_ONE = "last_one"
    BROKEN_FILE = "broken_file"
    PLACEHOLDERS = "placeholders"
    NEVER_SAY = "never_say"
    CANNOT_COMMIT = "cannot_commit"


class CannotChange(Exception):  # noqa: N818 - named for what happened
    """``detail`` names what stands in the way: an intent, a file with its line."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail
