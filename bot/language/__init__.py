"""What people mean: commands, labels, names and Chinese times (pure, returns spans)."""
