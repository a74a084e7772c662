"""What lets others in: keys of scripts and links, known here by their digests alone."""
