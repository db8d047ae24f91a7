"""The kinds of offer, one module each: when it is there at all, what is usual, how it is built."""
