/** Stages of the platform measured next to the limit of what they stand on. */
@NullMarked
package io.sensorplatform.bench;

import org.jspecify.annotations.NullMarked;
