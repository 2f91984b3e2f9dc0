"""Pages of the compliance room: the queue, a review, decisions, the requester's own cases, and the tables."""
