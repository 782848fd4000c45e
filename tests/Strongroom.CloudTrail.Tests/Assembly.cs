// The clock of S3's SDK client is one for the whole process: tests that move it run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
