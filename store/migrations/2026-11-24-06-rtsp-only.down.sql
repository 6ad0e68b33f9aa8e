-- Nothing to undo: the addresses that went were of no use.
SELECT 1;
