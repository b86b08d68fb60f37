"""What came on a stream, row by row: kept, filtered, merged, read."""
