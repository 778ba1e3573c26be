/** How operators' questions are put to PostgreSQL: read-only, in a time, and few at once. */
@NullMarked
package io.sensorplatform.stream.query;

import org.jspecify.annotations.NullMarked;
