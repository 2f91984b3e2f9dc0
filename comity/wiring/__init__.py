"""Where the rooms are put together: settings, addresses, the API, the processes and the `comity` command."""
