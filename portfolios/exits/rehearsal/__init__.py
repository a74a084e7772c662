"""Plan and price files in, what the plan would have done as JSON or a table out: no database."""
