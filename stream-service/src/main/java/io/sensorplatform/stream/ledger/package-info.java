/** Accepted = stored + replaced + dead-lettered + in flight: the count, for operators. */
@NullMarked
package io.sensorplatform.stream.ledger;

import org.jspecify.annotations.NullMarked;
