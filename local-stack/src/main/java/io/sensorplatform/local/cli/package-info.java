/** The commands of {@code ./platform}. Results go to standard output, everything else to error. */
@NullMarked
package io.sensorplatform.local.cli;

import org.jspecify.annotations.NullMarked;
