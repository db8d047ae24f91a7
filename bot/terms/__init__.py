"""The lender's terms as data, one file a jurisdiction, validated when read.

``load_terms(path) -> Terms`` and ``load_all(folder) -> {jurisdiction: Terms}``; a fault is a
``TermsError`` with file, line, field and reason.
"""

from bot.terms.loading import SHIPPED, TermsError, load_all, load_terms

__all__ = ["SHIPPED", "TermsError", "load_all", "load_terms"]
