"""What Rasa calls: slots in, one use case of ``bot.servicing``, a response name and events out.

One module per journey. ``actions.webhook`` serves them to Rasa on the loopback interface.
"""
