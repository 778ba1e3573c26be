/**
 * Dead letters, looked at and mended: search, inspect, edit, try, discard. Package {@code store}
 * finds and keeps them, package {@code replay} sends them once more.
 */
@NullMarked
package io.sensorplatform.stream.deadletter;

import org.jspecify.annotations.NullMarked;
