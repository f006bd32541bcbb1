"""Teaching sequences: what people put into playlists together, and how well that continues them.

`sources` reads playlists, `encoding` puts them on disk as numbers, `train` learns from these, and
`evaluate` has several systems continue playlists of which a part is hidden.
"""
