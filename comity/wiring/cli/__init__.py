"""The `comity` command: one file for each group of commands, loaded when it is asked for."""
