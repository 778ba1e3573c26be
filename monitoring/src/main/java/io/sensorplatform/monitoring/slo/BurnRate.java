package io.sensorplatform.monitoring.slo;

import io.sensorplatform.monitoring.query.Span;

/**
 * How many times faster than evenly the budget is spent. Both windows must show it: the long one
 * that it matters, the short one that it goes on.
 *
 * @param severity of the alarm, such as P1
 * @param spends in words
 */
public record BurnRate(
    String name, double rate, Span longWindow, Span shortWindow, String severity, String spends) {}
