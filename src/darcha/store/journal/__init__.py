"""The evidence: a signed Merkle log over the journal, its sealer, its witnesses and its verifier."""
