"""How instruments are played: each module makes players of one kind from written patterns."""
