package io.sensorplatform.defaults.log;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is logged of requests.
 *
 * @param access whether each request is a line; default false, as traces and metrics tell more for
 *     less
 */
@ConfigurationProperties("platform.logs")
public record LogSettings(@DefaultValue("false") boolean access) {}
