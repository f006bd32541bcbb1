"""Every track at a glance: what lists show, search and sort, and the file it is kept in."""
