"""The trainers' workbench."""
