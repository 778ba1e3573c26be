/** Objectives, their budgets, and how fast those may be spent. */
@NullMarked
package io.sensorplatform.monitoring.slo;

import org.jspecify.annotations.NullMarked;
