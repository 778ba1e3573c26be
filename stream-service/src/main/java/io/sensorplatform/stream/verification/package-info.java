/** Whether the archive is whole, read from the objects themselves. */
@NullMarked
package io.sensorplatform.stream.verification;

import org.jspecify.annotations.NullMarked;
