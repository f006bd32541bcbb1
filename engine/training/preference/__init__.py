"""Learning from preferences: an embedder trained on triplets drawn from a graph of what goes
with what.

The stages, each kept in one SQLite file (`database`) so that it can be stopped and continued:
`graph` (nodes, edges, in-degrees, the central ones), `chunks` (the recordings as log-mel pictures
of 30 seconds, dealt to train, validation and test), `distances` (how many steps from each central
node to the others), `triplets` (anchor, positive, negative) and `fit` (Lightning). `pipeline` runs
them. A graph comes from `edge_list`, `shared_tags` or `own_library`; `learning` is the process that
learns a user's library, and `comparison` tells whether that was any good.
"""
