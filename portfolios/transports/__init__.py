"""How a message leaves: one module a kind of channel, behind one function and one registry."""
