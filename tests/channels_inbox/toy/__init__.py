"""A channel as docs/add-a-channel.md describes it, complete and small: letters by pigeon."""
