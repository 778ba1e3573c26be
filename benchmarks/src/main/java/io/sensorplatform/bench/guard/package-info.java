/** What a reading costs in numbers that are the same on every run, held against stored ones. */
@NullMarked
package io.sensorplatform.bench.guard;

import org.jspecify.annotations.NullMarked;
