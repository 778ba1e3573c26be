/** The archive's objects: their names, their contents, and the bucket where they lie. */
@NullMarked
package io.sensorplatform.stream.objects;

import org.jspecify.annotations.NullMarked;
