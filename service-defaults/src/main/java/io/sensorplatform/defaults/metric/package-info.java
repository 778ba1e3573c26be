/** The metric contract, what holds services to it, and the counters that all of them share. */
@NullMarked
package io.sensorplatform.defaults.metric;

import org.jspecify.annotations.NullMarked;
