"""Where borrowers pay: the page that a link leads to, and the providers behind it."""
