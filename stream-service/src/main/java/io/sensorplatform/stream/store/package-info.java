/** Role writer: readings into PostgreSQL, each batch in one transaction with its offsets. */
@NullMarked
package io.sensorplatform.stream.store;

import org.jspecify.annotations.NullMarked;
