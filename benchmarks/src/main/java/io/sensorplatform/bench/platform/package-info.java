/** What is measured, started for a benchmark and stopped after it. */
@NullMarked
package io.sensorplatform.bench.platform;

import org.jspecify.annotations.NullMarked;
