"""A market that needs no network: seeded, stateless, the same in every process."""
