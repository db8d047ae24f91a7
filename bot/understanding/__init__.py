"""What a message means and how its writer is: learned once, read with NumPy alone."""
