"""Sets up a new machine. Standard library only: nothing else is there yet."""
