/** The parts of a reading's path, each next to its limit or its obvious alternative, by JMH. */
@NullMarked
package io.sensorplatform.bench.part;

import org.jspecify.annotations.NullMarked;
