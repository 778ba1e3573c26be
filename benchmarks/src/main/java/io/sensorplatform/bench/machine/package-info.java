/** What the machine is, and what its processes take of it. */
@NullMarked
package io.sensorplatform.bench.machine;

import org.jspecify.annotations.NullMarked;
