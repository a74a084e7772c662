"""Koinly's forms: the universal CSV, its templates, and what Koinly itself exports."""
