"""All listed assets with any of their figures: filtered, sorted, paged."""
