"""What people see: the base pages, styles, icons and scripts that every room's pages stand on."""
