/** The service: its start and which roles run. */
@NullMarked
package io.sensorplatform.stream;

import org.jspecify.annotations.NullMarked;
