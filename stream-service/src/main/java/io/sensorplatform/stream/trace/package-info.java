/** Where is my reading? */
@NullMarked
package io.sensorplatform.stream.trace;

import org.jspecify.annotations.NullMarked;
