"""Metrics that only grow though their exporters declare them as gauges; data only."""

COUNTING = frozenset(
    {
        "etcd_server_proposals_applied_total",
        "etcd_server_proposals_committed_total",
        "kafka_consumergroup_current_offset",
        "kafka_consumergroup_current_offset_sum",
        "kafka_topic_partition_current_offset",
        "kafka_topic_partition_oldest_offset",
    }
)
