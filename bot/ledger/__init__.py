"""Tables, migrations, import, demonstration: the only package that knows SQL."""

# Their tables belong to the same metadata as all others.
from bot.ledger import model_tables as model_tables
from bot.ledger import payment_tables as payment_tables
from bot.ledger import sign_in_tables as sign_in_tables
from bot.ledger import training_tables as training_tables
from bot.ledger import webhook_tables as webhook_tables
