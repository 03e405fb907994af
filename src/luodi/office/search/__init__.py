"""Full text in Chinese on both databases, by pairs of characters."""
