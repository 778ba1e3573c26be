/** Real servers as processes of their own: PostgreSQL, a Kafka broker, an S3 server. */
@NullMarked
package io.sensorplatform.local.server;

import org.jspecify.annotations.NullMarked;
