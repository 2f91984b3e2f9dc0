"""What Comity learns from data: scripts that write the tables of the matcher, each with its source and its figures."""
