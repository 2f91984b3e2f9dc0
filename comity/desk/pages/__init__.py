"""Pages of the desk: the queue with its item, the map, shifts, incidents, and the live stream."""
