"""From files to samples and back, and the mel front end."""
