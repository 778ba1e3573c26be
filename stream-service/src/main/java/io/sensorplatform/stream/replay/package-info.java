/**
 * Dead letters sent once more, through Kafka as any reading: jobs in PostgreSQL that go on after
 * whatever ended the instance that worked on them. See docs/decisions/0015.
 */
@NullMarked
package io.sensorplatform.stream.replay;

import org.jspecify.annotations.NullMarked;
