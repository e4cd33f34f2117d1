"""Words that mean the same wherever a recipe's phrase has one of them; data only."""

# One group a line; the meaning of a recipe never hangs on which of them is said.
SYNONYMS = """
usage use used using uses utilization utilized consumption consume consumed consuming busy
memory ram mem
istio mesh servicemesh
rabbitmq rabbit
postgres postgresql
elasticsearch elastic
cpu cpus processor processors
disk disks filesystem filesystems drive
failure failures fail failed failing fails unsuccessful
available free left remaining unused headroom
certificate certificates cert certs tls ssl
replica replicas slave slaves standby standbys follower followers secondary
throttle throttled throttling
request requests call calls
latency latencies duration durations delay slow slowest slowness responsetime
receive received receives receiving incoming inbound ingested rx
transmit transmitted transmits transmitting outgoing outbound sent send sending tx egress
restart restarts restarted restarting
expire expires expiry expiration expiring expired validity valid
ratio share proportion fraction percentage percent
saturation saturated exhausted exhaustion
reject rejected refused denied
evict evicted evictions eviction
kubernetes k8s
full fullness fill filling fills filled
retransmit retransmission retransmissions retransmitted retransmits
drop dropped drops discarded discards
limit limits
quota quotas
lag lags lagging behind
backlog waiting
duplicate duplicates duplicated
deadlock deadlocks
"""
