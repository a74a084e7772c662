"""Calls to servers, bounded in all that a stranger could stretch, and to public addresses alone."""
