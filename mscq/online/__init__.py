"""What only PubMed knows: what is new, what was retracted, how a reference reads there. Nothing else asks a network."""
