"""The administrator's pages: registers by one verb a change, accounts, members' files, what is wrong this morning."""
