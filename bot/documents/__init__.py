"""Files the program makes for people: ledgers now, forms later."""
