/**
 * What each stage of the path does now, as its service tells it and as several are put together.
 */
@NullMarked
package io.sensorplatform.defaults.pipeline;

import org.jspecify.annotations.NullMarked;
