/** Load that costs the machine little: it is part of what is measured. */
@NullMarked
package io.sensorplatform.bench.load;

import org.jspecify.annotations.NullMarked;
