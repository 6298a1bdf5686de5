"""The insurer's pages: a month of promises without a name, the contract as sentences, what if, a programme of one's
own (A02, Y38)."""
