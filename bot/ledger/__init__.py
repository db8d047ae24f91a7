"""Tables, migrations, import, demonstration: the only package that knows SQL."""

from bot.ledger import payment_tables as payment_tables  # its tables belong to the same metadata
