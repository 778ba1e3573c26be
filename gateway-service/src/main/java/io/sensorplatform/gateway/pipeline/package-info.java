/** {@code GET /v1/pipeline}: what every stage does, put together from what the services tell. */
@NullMarked
package io.sensorplatform.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
