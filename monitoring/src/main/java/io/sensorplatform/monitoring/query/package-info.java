/** What is asked of a metric, and how Prometheus and CloudWatch are asked it. */
@NullMarked
package io.sensorplatform.monitoring.query;

import org.jspecify.annotations.NullMarked;
