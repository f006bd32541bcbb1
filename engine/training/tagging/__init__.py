"""Teaching a tagger: labelled music in its published forms, mel shards, training and report."""
