-- How the server that has the ledger is set up; in a cluster, a command alone would ask any node.
return { redis.call('INFO', 'server'), redis.call('INFO', 'memory'), redis.call('INFO', 'persistence') }
