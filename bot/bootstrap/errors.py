class SetupError(Exception):
    """One sentence for the person who is setting up."""
