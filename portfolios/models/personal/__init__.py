"""What people keep for themselves alone."""
