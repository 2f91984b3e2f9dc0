"""What a notice says, read and weighed. Pure."""
