/** Writes down how many readings were acknowledged and how many wait, off the requests' path. */
@NullMarked
package io.sensorplatform.sensor.ledger;

import org.jspecify.annotations.NullMarked;
