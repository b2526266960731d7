"""What bin/demo, bin/manage and bin/test start: services, processes, checks of the ports, the logins at the end."""
