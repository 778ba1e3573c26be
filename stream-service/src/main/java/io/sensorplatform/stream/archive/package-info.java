/** Role archiver: readings into Parquet objects on S3, every offset in exactly one of them. */
@NullMarked
package io.sensorplatform.stream.archive;

import org.jspecify.annotations.NullMarked;
