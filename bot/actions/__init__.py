"""What people, and time, can make the bot do: each action runs inside one transaction."""
