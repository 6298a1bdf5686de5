"""The insured's own pages of a visit: when and where, what to bring, the paper, and the acts that are theirs."""
