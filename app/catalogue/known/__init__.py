"""What is known beforehand of the metrics of widespread exporters: how people call them."""
