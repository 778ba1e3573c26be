/** What the health of all services is made of; docs/operations/health.md. */
@NullMarked
package io.sensorplatform.defaults.health;

import org.jspecify.annotations.NullMarked;
