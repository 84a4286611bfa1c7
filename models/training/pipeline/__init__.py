"""From the raw data sets to the finished bundle: training, quantization, measurement."""
