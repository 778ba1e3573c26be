/**
 * What the roles share: the poll loop that starts where the role's own store says, pauses through
 * faults, survives rebalances, and links its spans to the producers'.
 */
@NullMarked
package io.sensorplatform.stream.consume;

import org.jspecify.annotations.NullMarked;
