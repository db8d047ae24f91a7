"""Pictures, letters and calendars for the borrower: worded values in, bytes out.

Pure: no clock, no ledger, no words of its own. ``bot.replies.papers`` words the values.
"""
