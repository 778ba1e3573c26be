package io.sensorplatform.defaults.metric;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the metric contract is kept.
 *
 * @param strict whether a meter that the contract does not know is an error where it is registered,
 *     as tests want it; without it such a meter is left out; default false
 */
@ConfigurationProperties("platform.metrics")
public record MetricSettings(@DefaultValue("false") boolean strict) {}
