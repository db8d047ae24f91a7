"""A lender's books in and out of the ledger, as files. ``docs/portfolio.md`` tells the format.

``import_portfolio(database, path, terms=...) -> Imported`` writes all of a file or nothing, and
raises ``Refused`` with the faults by line and field. ``export_portfolio`` writes what was agreed
and promised here, for the lender's core system. ``write_sample`` invents a portfolio.
"""

from bot.ledger.portfolio_files.describing import field_table, json_schema
from bot.ledger.portfolio_files.exporting import KINDS, USUAL, export_portfolio
from bot.ledger.portfolio_files.faults import Fault, Faults, Refused
from bot.ledger.portfolio_files.importing import Imported, import_portfolio
from bot.ledger.portfolio_files.sample import write_sample

__all__ = [
    "KINDS",
    "USUAL",
    "Fault",
    "Faults",
    "Imported",
    "Refused",
    "export_portfolio",
    "field_table",
    "import_portfolio",
    "json_schema",
    "write_sample",
]
