"""Pages of the notices room: the list, a request being written and handed in, one notice, reports, translations."""
