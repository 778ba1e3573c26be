package io.sensorplatform.sensor.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A replica of the database that queries are asked of.
 *
 * @param url JDBC URL; user, password and all else are the primary's. Null or empty: there is none
 * @param maxLag by which it may be behind; else the primary is asked
 */
@ConfigurationProperties("platform.query.replica")
record ReplicaSettings(@Nullable String url, @DefaultValue("30s") Duration maxLag) {}
