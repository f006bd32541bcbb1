"""Learning from preferences: an embedder trained on triplets drawn from a graph of what goes
with what.

The stages, each kept in one SQLite file (`database`) so that it can be stopped and continued:
`graph` (nodes, edges, in-degrees, the central ones), `chunks` (the recordings as log-mel pictures
of 30 seconds, dealt to train, validation and test), `distances` (how many steps from each central
node to the others), `triplets` (anchor, positive, negative) and `fit` (Lightning). `pipeline` runs
them; `sources` say where a graph comes from.
"""
