"""The agents' web console: the queue, a conversation with its facts, taking over, answering."""
