"""The local HTTP service: what models tell, for other programs on this machine."""
