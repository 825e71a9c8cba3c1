"""The application: commands, actions, words, pages and the wiring of all of them."""
