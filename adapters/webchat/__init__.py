"""The embedded default: a chat page of our own, no account anywhere."""
