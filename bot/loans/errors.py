"""The errors of this package.

LoanError
├── CurrencyMismatchError   two currencies in one sum
├── FactsError              facts that contradict one another
└── RecordError             a stored record that is not one of ours
"""

from __future__ import annotations


class LoanError(ValueError):
    """``code`` names the reason for replies; ``arguments`` are what its words need."""

    def __init__(self, code: str, **arguments: object) -> None:
        super().__init__(f"{code} {arguments}" if arguments else code)
        self.code = code
        self.arguments = arguments


class CurrencyMismatchError(LoanError):
    pass


class FactsError(LoanError):
    pass


class RecordError(LoanError):
    pass
